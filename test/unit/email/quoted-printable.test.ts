import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinedPieces, quotedPiece, quotedPrintable } from '../../../src/email/quoted-printable.ts';
import { hostileText } from './hostile-text.ts';

const encode = quotedPrintable;

/** RFC 2045, section 6.7, read anew: what a receiver does. */
function decode(encoded: string): string {
  const joined = encoded.replace(/=\r\n/g, '').replaceAll('\r\n', '\n');
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

describe('quoted-printable', () => {
  test.each([
    ['plain', 'Hello\n', 'Hello\r\n'],
    ['equals', 'a=b', 'a=3Db'],
    ['Norwegian', 'å', '=C3=A5'],
    ['a blank at the end of a line', 'a \nb\t\nc ', 'a=20\r\nb=09\r\nc=20'],
    ['CR and CRLF', 'a\rb\r\nc', 'a\r\nb\r\nc'],
    ['NUL and bell', '\u0000\u0007', '=00=07'],
    ['half a character', '\ud83d', '=EF=BF=BD'],
    ['lines of dots', '.\n..\n.a', '.\r\n..\r\n.a'],
    ['nothing', '', ''],
    ['75 characters stand on one line', 'x'.repeat(75), 'x'.repeat(75)],
    ['one more does not', 'x'.repeat(76), `${'x'.repeat(75)}=\r\nx`],
    ['a character is not cut', `${'x'.repeat(74)}å`, `${'x'.repeat(74)}=\r\n=C3=A5`],
    ['a blank at the edge', `${'x'.repeat(75)} y`, `${'x'.repeat(75)}=\r\n y`],
  ])('%s', (_what, text, expected) => {
    expect(encode(text)).toBe(expected);
  });

  test('whatever the text is: short 7-bit lines, no blank at an end, and the same text again', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const encoded = encode(text);
        expect(encoded).toMatch(/^[\t\r\n\x20-\x7e]*$/);
        expect(encoded.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        for (const line of encoded.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).not.toMatch(/[ \t]$/);
        }
        const sent = Buffer.from(text.replace(/\r\n?/g, '\n')).toString();
        expect(decode(encoded)).toBe(sent);
      }),
      { numRuns: 500 },
    );
  });

  test('pieces that are encoded apart and joined are the whole text', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 6 }), (pieces) => {
        const encoded = joinedPieces(pieces.map(quotedPiece).join(''));
        for (const line of encoded.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).not.toMatch(/[ \t]$/);
        }
        const plain = pieces.map((piece) => Buffer.from(piece.replace(/\r\n?/g, '\n')).toString());
        expect(decode(encoded)).toBe(plain.join(''));
      }),
      { numRuns: 500 },
    );
  });

  test('the worst text of all fits into its buffer', () => {
    const text = '\u0000'.repeat(100_000);
    expect(decode(encode(text))).toBe(text);
  });
});
