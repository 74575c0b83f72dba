import { headerLabels, separatorWords } from './mail-words.ts';

type LabelKind = keyof typeof headerLabels;

const mostLines = 24;
/** Names of many recipients, wrapped. */
const mostContinuations = 8;

const labelled = new RegExp(
  `^[\\s*_]{0,6}(?:${Object.entries(headerLabels)
    .map(([kind, words]) => `(?<${kind}>${words})`)
    .join('|')})[*_]{0,2}\\s?[:：][*_]{0,2}(?<value>.*)$`,
  'iu',
);
const separator = new RegExp(`^[-–—‐_=*\\s]{0,60}(?:${separatorWords})[-–—‐_=*\\s]{0,60}:?$`, 'iu');
const fenced = /^\s?[-–—‐_=*]|[-–—‐_=*:]\s?$/u;

/** A line such as `-----Original Message-----`. */
export function isSeparator(line: string): boolean {
  const text = line.trim();
  return text.length <= 200 && fenced.test(text) && separator.test(text);
}

/** A line of nothing but dashes, as stands above the head of a quoted mail. */
export function isRule(line: string): boolean {
  return /^\s?[-–—_=*]{4,200}\s{0,3}$/u.test(line);
}

/**
 * The line behind the head of a quoted mail (`From: … Sent: … To: …`), or null where none begins at `start`.
 *
 * Two of its lines and an address or a date are needed: a person may write `From: Oslo`, too.
 */
export function headerBlockEnd(lines: readonly string[], start: number): number | null {
  const first = labelOf(lines[start] ?? '');
  if (first === null) return null;
  const kinds = new Set<LabelKind>();
  let evidence = false;
  let end = start;
  let continued = 0;
  for (let at = start; at < Math.min(lines.length, start + mostLines); at += 1) {
    const line = lines[at] ?? '';
    const label = labelOf(line);
    if (label === null) {
      // Some programs write an empty line between all of them, some wrap.
      const isOver = line.trim() === '' && labelOf(lines[at + 1] ?? '') === null && kinds.size > 1;
      if (isOver || continued >= mostContinuations) break;
      if (line.trim() !== '') continued += 1;
      evidence ||= kinds.size === 1 && line.includes('@');
      if (kinds.size === 1 && continued > 2) break;
      continue;
    }
    kinds.add(label.kind);
    end = at + 1;
    evidence ||= label.value.includes('@') || (label.kind === 'date' && /\d/.test(label.value));
  }
  const isDated = kinds.has('from') || kinds.has('date');
  return isDated && kinds.size >= 2 && (evidence || kinds.size >= 3) ? end : null;
}

function labelOf(line: string): { readonly kind: LabelKind; readonly value: string } | null {
  const groups = labelled.exec(line.slice(0, 1_000))?.groups;
  if (groups === undefined) return null;
  for (const kind of labelKinds) {
    if (groups[kind] !== undefined) return { kind, value: groups.value ?? '' };
  }
  return null;
}

const labelKinds: readonly LabelKind[] = ['from', 'date', 'to', 'copy', 'subject'];
