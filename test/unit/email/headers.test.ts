import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressHeader,
  envelopeAddress,
  fold,
  headerText,
  headerUrl,
  messageIds,
  textHeader,
} from '../../../src/email/headers.ts';
import { hostileText } from './hostile-text.ts';

const longest = (header: string) => Math.max(...header.split('\r\n').map((line) => line.length));

describe('free text', () => {
  test.each([
    ['plain', 'Hello', 'Subject: Hello'],
    ['a header in it', 'a\r\nBcc: b@example.com', 'Subject: a Bcc: b@example.com'],
    ['a NUL', 'a\u0000b', 'Subject: a b'],
    ['the separators of Unicode', 'a\u2028b\u0085c', 'Subject: a b c'],
    ['what turns the direction round', 'invoice\u202efdp.exe', 'Subject: invoicefdp.exe'],
    ['half a character', 'a\ud83d', 'Subject: a'],
    ['blanks', '  a   b ', 'Subject: a b'],
    ['nothing', '', 'Subject: '],
    ['Norwegian', 'Å', 'Subject: =?UTF-8?B?w4U=?='],
    [
      'what looks encoded is not decoded',
      '=?UTF-8?Q?a?=',
      'Subject: =?UTF-8?B?PT9VVEYtOD9RP2E/PQ==?=',
    ],
  ])('%s', (_what, text, header) => {
    expect(textHeader('Subject', text)).toBe(header);
  });

  test('lines with encoded words have 76 characters at most (RFC 2047), also under the longest name', () => {
    for (const name of ['Subject', 'Reply-To']) {
      expect(longest(textHeader(name, 'ø'.repeat(400)))).toBeLessThanOrEqual(76);
      expect(
        longest(addressHeader(name, { name: '👍'.repeat(90), address: 'a@example.no' })),
      ).toBeLessThanOrEqual(76);
    }
  });

  test('no encoded word ends in the middle of a character', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const [, word = ''] of textHeader('Subject', `ø${text}`).matchAll(
          /=\?UTF-8\?B\?(.*?)\?=/g,
        )) {
          expect(() =>
            new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(word, 'base64')),
          ).not.toThrow();
        }
      }),
    );
  });

  test('a word without end is cut, in a subject and in a name', () => {
    expect(longest(textHeader('Subject', 'x'.repeat(5_000)))).toBeLessThanOrEqual(76);
    expect(
      longest(addressHeader('To', { name: 'x'.repeat(5_000), address: 'a@example.no' })),
    ).toBeLessThanOrEqual(76);
  });
});

describe('addresses', () => {
  test.each([
    ['', 'To: kari@example.no'],
    ['\u200b\r\n', 'To: kari@example.no'],
    ['Kari', 'To: Kari <kari@example.no>'],
    ['Løvaas, Kari', 'To: =?UTF-8?B?TMO4dmFhcywgS2FyaQ==?=\r\n <kari@example.no>'],
    ['Lovaas, Kari', 'To: "Lovaas, Kari" <kari@example.no>'],
    ['Kari "K" \\ Lovaas', 'To: "Kari \\"K\\" \\\\ Lovaas" <kari@example.no>'],
    ['a@example.com', 'To: "a@example.com" <kari@example.no>'],
    ['x <a@example.com>,', 'To: "x <a@example.com>," <kari@example.no>'],
    ["Maeve d'Arcy", "To: Maeve d'Arcy <kari@example.no>"],
  ])('the name %j', (name, header) => {
    expect(addressHeader('To', { name, address: 'kari@example.no' })).toBe(header);
  });

  test.each([
    ['kari@example.no', 'kari@example.no'],
    ['kari@MØLLER.example', 'kari@xn--mller-vua.example'],
    ['kari@example.no>\r\nRCPT TO:<b@example.com', 'kari@example.noRCPTTO:b@example.com'],
    ['kari@example.no, b@example.com', 'kari@example.nob@example.com'],
    // U+FE10 is a comma after the mapping that domains go through (UTS 46).
    ['kari@a\ufe10b@c\ufe10d.example', 'kari@a\ufe10b@cd.example'],
    ['nobody', '@nobody'],
    ['', '@'],
  ])('for the envelope: %j', (address, expected) => {
    expect(envelopeAddress(address)).toBe(expected);
  });
});

test('folds at blanks only, and what is unfolded is what was folded', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const line = `Subject: ${headerText(text)}`;
      const folded = fold(line);
      expect(folded.replaceAll('\r\n ', ' ')).toBe(line);
      for (const each of folded.split('\r\n')) expect(each.trim()).not.toBe('');
    }),
  );
});

test.each([
  ['https://mail.example/u/abc', 'https://mail.example/u/abc'],
  ['http://møller.example/å', 'http://xn--mller-vua.example/%C3%A5'],
  ['https://mail.example/a b>\r\n<c', 'https://mail.example/a%20b%3E%3Cc'],
  ['mailto:a@example.no', null],
  ['javascript:alert(1)', null],
  ['mail.example/u', null],
  ['', null],
])('the link %j', (link, expected) => {
  expect(headerUrl(link)).toBe(expected);
});

test('Message-IDs are ASCII between angle brackets', () => {
  const good = ['<a@b>', '<3f2.1@fjordrute.example>'];
  const bad = ['a@b', '<>', '<a b@c>', '<a@b><c@d>', '<å@b>', '<a@b>\r\nBcc: x', ` <a@b>`];
  expect(messageIds([...bad, ...good])).toEqual(good);
});
