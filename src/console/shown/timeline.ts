import type { CodeList } from '../../domain/sentence.ts';
import type { TimelineEntry } from '../../store/timeline.ts';
import { codeWord } from '../words/codes.ts';
import { timelineWords } from '../words/timeline.ts';
import type { Language } from '../words.ts';

/** Types that say nothing a reader of a whole history misses. */
const quiet = new Set(['stage.left', 'track.left', 'task.created']);

/** What an entry is about, for its colour. */
type Tone = 'out' | 'in' | 'stop' | 'still';

/** Lines of history as a person reads them, in the order given. */
export function shownTimeline(entries: readonly TimelineEntry[], language: Language) {
  return entries
    .filter(({ type }) => !quiet.has(type))
    .map(({ at, type, data }) => ({
      at,
      type,
      tone: toneOf(type),
      what: wordFor(type, language),
      detail: detailOf(type, data, language),
      by: textOf(data.by),
      text: textOf(data.text) ?? textOf(data.note),
    }));
}

/** A word for the type, else the type itself: a new one is told before it has a word. */
function wordFor(type: string, language: Language): string {
  const all: Readonly<Record<string, string>> = timelineWords[language];
  return all[type] ?? type;
}

function toneOf(type: string): Tone {
  if (type === 'touch.sent' || type === 'mail.approved') return 'out';
  if (/^(reply|meeting|deal)\./.test(type)) return 'in';
  if (/(opted_out|complained|bounced|failed|exited|rejected)$/.test(type)) return 'stop';
  return 'still';
}

const told = [
  'step',
  'subject',
  'stage',
  'track',
  'reason',
  'category',
  'cadence',
  'kind',
  'outcome',
];

function detailOf(
  type: string,
  data: Readonly<Record<string, unknown>>,
  language: Language,
): string {
  const reasons = reasonsOf(type);
  const textFor = (key: string) => {
    const text = textOf(data[key]);
    return text === null || key !== 'reason' ? text : codeWord(language, reasons, text);
  };
  return told.flatMap((key) => textFor(key) ?? []).join(' · ');
}

/** Of which list its reason is. */
function reasonsOf(type: string): CodeList {
  if (type.endsWith('.exited')) return 'exit';
  return type === 'enrolment.paused' ? 'pause' : 'moved';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
