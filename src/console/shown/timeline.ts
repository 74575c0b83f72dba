import type { CodeList } from '../../domain/sentence.ts';
import { isQuiet, toldOf } from '../../domain/told-history.ts';
import type { TimelineEntry } from '../../store/timeline.ts';
import { codeWord } from '../words/codes.ts';
import { timelineWords } from '../words/timeline.ts';
import type { Language } from '../words.ts';

/** What an entry is about, for its colour. */
type Tone = 'out' | 'in' | 'stop' | 'still';

/** Lines of history as a person reads them, in the order given. */
export function shownTimeline(entries: readonly TimelineEntry[], language: Language) {
  return entries
    .filter((entry) => !isQuiet(entry))
    .map(({ at, type, data }) => ({
      at,
      type,
      tone: toneOf(type),
      what: wordFor(type, language),
      detail: detailOf(type, data, language),
      until: timeOf(data.until),
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

function detailOf(
  type: string,
  data: Readonly<Record<string, unknown>>,
  language: Language,
): string {
  const reasons = reasonsOf(type);
  return toldOf(data)
    .map(({ key, text }) => (key === 'reason' ? codeWord(language, reasons, text) : text))
    .join(' · ');
}

/** Of which list its reason is. */
function reasonsOf(type: string): CodeList {
  if (type.endsWith('.exited')) return 'exit';
  return type === 'enrolment.paused' ? 'pause' : 'moved';
}

/** The time until which something holds; null where none is told. */
function timeOf(value: unknown): Date | null {
  const at = typeof value === 'string' ? new Date(value) : null;
  return at === null || Number.isNaN(at.getTime()) ? null : at;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
