import fc from 'fast-check';

/** What people, imports and attackers put into names and subjects. */
const pieces = [
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '\r\nBcc: everybody@example.com',
  '\nContent-Type: text/html\n\n<b>',
  '\u0000',
  '\u0007',
  '\t',
  '\u0085',
  '\u2028',
  '\ud83d',
  '\udc4d',
  '👍',
  '👨‍👩‍👧',
  'Å',
  'Sæther',
  'شركة',
  '\u202e',
  '\u200b',
  '株式会社',
  '"',
  '\\',
  ',',
  ';',
  ':',
  '<',
  '>',
  '(',
  ')',
  '@',
  '<x@example.com>',
  '=?',
  '?=',
  '=?UTF-8?Q?a?=',
  '=?utf-8?B?Qmx1?=',
  '=',
  '=0D=0ABcc: a@b.example',
  '.',
  '..',
  '\n.\n',
  '\n.',
  '--=_',
  ' ',
  '   ',
  'a',
  'Re: ',
  'x'.repeat(80),
  'y'.repeat(1_100),
  'ø'.repeat(500),
] as const;

const codeUnits = fc
  .array(fc.nat(0xffff), { maxLength: 6 })
  .map((units) => String.fromCharCode(...units));

/** Any text at all, half of it chosen to do harm. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...pieces), codeUnits, fc.string({ maxLength: 12 })), {
    maxLength: 14,
  })
  .map((parts) => parts.join(''));

/** What a person sees of a text: the rest may get lost on the way, this may not. */
export function visible(text: string): string {
  return text.replace(/[\p{C}\p{Z}\s]/gu, '');
}

/** Name and value of each header of a raw message, unfolded, in the order in which they stand. */
export function headersOf(raw: Buffer): readonly (readonly [name: string, value: string])[] {
  const text = raw.toString('latin1');
  const head = text.slice(0, text.indexOf('\r\n\r\n'));
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
}
