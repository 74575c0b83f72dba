import { wordsIn } from './marked-text.ts';
import { meaningWordOf } from './meaning.ts';

/** What stands in a reason behind the words that decided it, as `read-reply.ts` and those behind it write it. */
const notes = {
  'because.names': /^names (?<text>.+)$/s,
  'because.writtenBy': /^written by (?<text>.+)$/s,
  'because.notHeard': /^the classifier was not heard: (?<text>.+)$/s,
  'because.lessSure': /^the classifier was less sure: (?<meaning>.+), (?<confidence>[\d.]+)$/s,
} as const;

/** A reading as a task keeps it (`EventReading`). */
interface Reasoned {
  readonly because: string;
  readonly by?: string | undefined;
}

/** Why a reply was read as it was: words of its own, notes of ours, and what else was said of it in whatever language. */
export function shownBecause({ because, by }: Reasoned) {
  const [first = '', ...more] = because.split('; ');
  const read = more.map(noteIn);
  const strange = by === 'classifier' ? [first] : [];
  return {
    words: by === 'classifier' ? [] : wordsIn(because),
    notes: read.flatMap((one) => ('word' in one ? [one] : [])),
    others: [...strange, ...read.flatMap((one) => ('other' in one ? [one.other] : []))].join('; '),
  };
}

function noteIn(text: string) {
  for (const [word, pattern] of Object.entries(notes)) {
    const found = pattern.exec(text)?.groups;
    if (found === undefined) continue;
    const { meaning = '', confidence = '0' } = found;
    const sure = Math.round(Number(confidence) * 100);
    return { word, text: found.text ?? '', meaning, meaningWord: meaningWordOf(meaning), sure };
  }
  return { other: text };
}
