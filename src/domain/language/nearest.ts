import { type SentenceValue, sentence, valueInEnglish } from '../sentence.ts';

/** How alike two words are to somebody who types: case and separators do not count (`minGap` is `min_gap`). */
function folded(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

/**
 * Number of insertions, deletions, substitutions and swaps of neighbours that turn one word into the other
 * (optimal string alignment: `teh` is one away from `the`).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(beforeLast, j - 2) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

const longestCompared = 100;

/** The candidate that was most likely meant, or null when none is near (more than a third of the letters differ). */
export function nearest(word: string, candidates: readonly string[]): string | null {
  if (word.length > longestCompared) return null;
  const wanted = folded(word);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const offered = folded(candidate);
    if (Math.abs(offered.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, offered);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? sharedStart(wanted, candidates);
}

const shortestStart = 3;

/** One word that the other begins with: `tuesday` for `tue`, `due` for `due_in`. */
function sharedStart(wanted: string, candidates: readonly string[]): string | null {
  const found = candidates.find((candidate) => {
    const offered = folded(candidate);
    const [short, long] = offered.length < wanted.length ? [offered, wanted] : [wanted, offered];
    return short.length >= shortestStart && long.startsWith(short);
  });
  return found ?? null;
}

const shownAtMost = 12;

/**
 * The end of a sentence about a word that is not known: what was probably meant, else the words there are.
 * Empty when there are none.
 */
export function hint(word: string, candidates: Iterable<string>): SentenceValue {
  const all = [...candidates];
  const meant = nearest(word, all);
  if (meant !== null) return sentence('hint.meant', { meant });
  if (all.length === 0) return '';
  const known = { list: all.slice(0, shownAtMost) };
  const more = all.length - shownAtMost;
  return more > 0
    ? sentence('hint.there-is-more', { known, more })
    : sentence('hint.there-is', { known });
}

/** The same in English. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  return valueInEnglish(hint(word, candidates));
}
