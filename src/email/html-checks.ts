import { sentence } from '../domain/sentence.ts';
import type { Piece, Tag } from './markup.ts';
import type { StructureProblem } from './mjml-structure.ts';
import { quotedPrintable } from './quoted-printable.ts';

/** Gmail cuts a message off at 102 kB, and the opt-out link with it. */
export const largestBytes = 102_400;

/** What would keep a mail from arriving, from being read or from being lawful; told at the tag that has it. */
export function checkTags(pieces: readonly Piece[]): readonly StructureProblem[] {
  return pieces.flatMap((piece) =>
    piece.kind === 'open' ? [...imageProblems(piece), ...linkProblems(piece)] : [],
  );
}

function imageProblems({ name, attributes, offset }: Tag): readonly StructureProblem[] {
  const isImage = name === 'img' || name === 'mj-image' || name === 'mj-carousel-image';
  if (!isImage || attributes.some((attribute) => attribute.name.toLowerCase() === 'alt')) return [];
  return [{ offset, code: 'missing-alt', said: sentence('template.no-alt', { tag: name }) }];
}

const addresses: ReadonlySet<string> = new Set(['href', 'src', 'background-url', 'background']);

function linkProblems({ attributes }: Tag): readonly StructureProblem[] {
  return attributes.flatMap(({ name, value, offset }) => {
    if (!addresses.has(name.toLowerCase()) || !/^\s*http:/i.test(value)) return [];
    const said = sentence('template.insecure', { attribute: name });
    return [{ offset, code: 'insecure-link', said } as const];
  });
}

/** Links whose host is written out, and where. */
export function linksOf(
  pieces: readonly Piece[],
): readonly { readonly host: string; readonly offset: number }[] {
  return pieces.flatMap((piece) => {
    if (piece.kind !== 'open') return [];
    return piece.attributes.flatMap(({ name, value, offset }) => {
      const host = /^\s*https?:\/\/([^/?#:{\s]+)/i.exec(value)?.[1];
      return name.toLowerCase() === 'href' && host !== undefined ? [{ host, offset }] : [];
    });
  });
}

const link = '{{unsubscribeUrl}}';
const optOutLink = /href\s*=\s*["']?\s*\{\{\s*unsubscribeUrl\s*\}\}/;
const postalAddress = /\{\{[^}]*\bsender\.postalAddress\b[^}]*\}\}/;

/** What the whole HTML part lacks, or has too much of. It has no place of its own. */
export function checkWhole(html: string): readonly Omit<StructureProblem, 'offset'>[] {
  const problems: Omit<StructureProblem, 'offset'>[] = [];
  if (!optOutLink.test(html)) {
    problems.push({ code: 'no-opt-out-link', said: sentence('template.no-opt-out', { link }) });
  }
  if (!postalAddress.test(html)) {
    problems.push({ code: 'no-postal-address', said: sentence('template.no-address') });
  }
  // Encoding makes three bytes of one at most, and a few at the ends of lines.
  const isNear = Buffer.byteLength(html) * 3.2 > largestBytes;
  const bytes = isNear ? quotedPrintable(html).length : 0;
  if (bytes > largestBytes) {
    const said = sentence('template.large', { size: Math.round(bytes / 1_000) });
    problems.push({ code: 'html-too-large', said });
  }
  return problems;
}

/** The same for a text part that was written by hand. */
export function checkOwnText(text: string): readonly Omit<StructureProblem, 'offset'>[] {
  const problems: Omit<StructureProblem, 'offset'>[] = [];
  if (!/\{\{\s*unsubscribeUrl\s*\}\}/.test(text)) {
    problems.push({
      code: 'no-opt-out-link',
      said: sentence('template.text-no-opt-out', { link }),
    });
  }
  if (!postalAddress.test(text)) {
    problems.push({ code: 'no-postal-address', said: sentence('template.text-no-address') });
  }
  return problems;
}
