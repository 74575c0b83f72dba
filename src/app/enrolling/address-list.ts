import { storableText } from '../../domain/storable.ts';
import { type ImportLine, type RowDefaults, toCandidate, withDefaults } from './import-rows.ts';

/**
 * Reads addresses as they are copied out of mails and notes: apart by lines, commas, semicolons or blanks, each alone or as
 * `Kari Løvås <kari@nordmat.example>`. Each counts as a line.
 */
export function* readAddresses(text: string, defaults: RowDefaults = {}): Generator<ImportLine> {
  let line = 0;
  for (const piece of storableText(text).split(/[\n\r;]/)) {
    for (const { email, name } of addressesIn(piece)) {
      line += 1;
      yield { line, row: toCandidate(withDefaults({ email, ...namesOf(name) }, defaults)) };
    }
  }
}

/** True for a text of which the first line holds addresses and nothing else. */
export function isAddressList(text: string): boolean {
  const [first = ''] = text.trimStart().split(/[\n\r;]/, 1);
  if (/<[^<>\s@]+@[^<>\s]+>/.test(first)) return true;
  const parts = words(first);
  return parts.length > 0 && parts.every((part) => /^[^@"]+@[^@"]+$/.test(part));
}

interface Found {
  readonly email: string;
  readonly name: string;
}

const words = (text: string) => text.split(/[\s,]+/).filter((part) => part !== '');

/** Every `>` ends an address; what stands before its `<` is the name, and addresses that stand alone. */
function addressesIn(piece: string): Found[] {
  const found: Found[] = [];
  const parts = piece.split('>');
  for (const [index, part] of parts.entries()) {
    const open = part.lastIndexOf('<');
    const isNamed = open >= 0 && index < parts.length - 1;
    const before = words(isNamed ? part.slice(0, open) : part);
    const alone = isNamed ? before.filter((word) => word.includes('@')) : before;
    for (const email of alone) found.push({ email, name: '' });
    if (!isNamed) continue;
    const nameParts = part
      .slice(0, open)
      .split(/\s+/)
      .filter((word) => !word.includes('@'));
    found.push({ email: part.slice(open + 1).trim(), name: nameParts.join(' ') });
  }
  return found;
}

/** `Kari Løvås`, or `Løvås, Kari` as address books have it. */
function namesOf(name: string): RowDefaults {
  const plain = name
    .slice(0, 500)
    .replaceAll('"', '')
    .replace(/^[\s,']+|[\s,']+$/g, '');
  if (plain === '') return {};
  const [last = '', first] = plain.split(/,\s*/, 2);
  if (first !== undefined) return named(first, last);
  const [given = '', ...others] = plain.split(' ');
  return named(given, others.join(' '));
}

function named(firstName: string, lastName: string): RowDefaults {
  return {
    ...(firstName === '' ? {} : { firstName }),
    ...(lastName === '' ? {} : { lastName }),
  };
}
