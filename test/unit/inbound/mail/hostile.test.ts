import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMime } from '../../../../src/inbound/mail/mime.ts';
import { readMail } from '../../../../src/inbound/mail/read-mail.ts';
import { mail, report } from './mails.ts';

const mebibyte = 1_048_576;
const daemon = ['From: MAILER-DAEMON@mx.example.org', 'Subject: failure notice', 'Return-Path: <>'];
const auto = [
  'From: ola@example.no',
  'Auto-Submitted: auto-replied',
  'Date: Tue, 24 Nov 2026 10:00:00 +0100',
];

/** 1,000 multiparts, one in the other. */
function nested(levels: number): Buffer {
  const heads = Array.from(
    { length: levels },
    (_none, level) => `Content-Type: multipart/mixed; boundary="b${level}"\n\n--b${level}\n`,
  );
  return Buffer.from(`From: a@b.example\n${heads.join('')}Content-Type: text/plain\n\nHi\n`);
}

describe('any bytes are read, in bounded time', () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.constantFrom(
      'Content-Type: multipart/report; boundary=b\n\n',
      'Content-Type: message/delivery-status\n\n',
      'Content-Type: message/feedback-report\n\n',
      'Content-Type: text/plain; charset=nonsense\n',
      'Content-Transfer-Encoding: base64\n',
      'Content-Transfer-Encoding: quoted-printable\n\n',
      'Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n',
      'From: MAILER-DAEMON\n',
      'Date: Tue, 24 Nov 2026 10:00:00 +0100\n',
      'Auto-Submitted: auto-replied\nSubject: Away until 31 February\n\n',
      '--b\n',
      '--b--\n',
      '\n\n',
      '{"notificationType":"Bounce"',
    ),
  );

  test('whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 20 }), async (parts) => {
        const reading = await readMail(Buffer.from(parts.join(''), 'latin1'));
        expect(JSON.parse(JSON.stringify(reading)).kind).toBe(reading.kind);
      }),
      { numRuns: 300 },
    );
  });

  test('a report with any one byte changed is still read', async () => {
    const raw = report(['Final-Recipient: rfc822; a@b.example', 'Action: failed', 'Status: 5.1.1']);
    const place = fc.integer({ min: 0, max: raw.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 0, max: 255 }), async (index, byte) => {
        const changed = Buffer.from(raw);
        changed[index] = byte;
        expect((await readMail(changed)).kind).toEqual(expect.any(String));
      }),
      { numRuns: 300 },
    );
  });

  test('1,000 levels of parts', async () => {
    expect(readMime(nested(1_000)).parts).toHaveLength(1);
    expect((await readMail(nested(1_000))).kind).toBe('reply');
  });

  test('a report on more people than it may name, with words that nearly fit', async () => {
    const one = (index: number) => [
      `Final-Recipient: rfc822; a${index}@b.example`,
      'Action: failed',
      `Diagnostic-Code: smtp; 550 ${'user is not mailbox sender '.repeat(300)}`,
      '',
    ];
    const began = process.cpuUsage().user;
    const { events } = await readMail(
      report(Array.from({ length: 150 }, (_n, at) => one(at)).flat()),
    );
    expect(events).toHaveLength(100);
    expect((process.cpuUsage().user - began) / 1_000_000).toBeLessThan(20);
  });

  test('an attachment is not unpacked', () => {
    const zip = Buffer.alloc(mebibyte).toString('base64');
    const head = 'Content-Type: application/zip\nContent-Transfer-Encoding: base64';
    expect(readMime(Buffer.from(`${head}\n\n${zip}`)).parts).toEqual([
      { type: 'application/zip', text: '', attached: false },
    ]);
  });

  test('more parts than anybody writes', () => {
    const raw = `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(100_000)}`;
    expect(readMime(Buffer.from(raw)).parts).toHaveLength(200);
  });

  test.each([
    ['blanks', [...daemon], ' '.repeat(mebibyte)],
    ['one line', [...daemon], 'a'.repeat(mebibyte)],
    ['addresses', [...daemon], 'a@b.example '.repeat(mebibyte / 12)],
    ['lines with addresses', [...daemon], 'deliver to <a@b.example>\n'.repeat(mebibyte / 25)],
    ['at signs', [...daemon], '@'.repeat(mebibyte)],
    ['brackets', [...daemon], '<'.repeat(mebibyte)],
    ['codes', [...daemon], '550 5.1.1 '.repeat(mebibyte / 10)],
    ['words that nearly fit', [...daemon], 'user is was has mailbox '.repeat(mebibyte / 24)],
    ['blank lines', [...daemon], '\n \n'.repeat(mebibyte / 3)],
    ['received lines', [...daemon], 'Received: x\nx\n'.repeat(mebibyte / 14)],
    ['dates', auto, '1. december 2026 - '.repeat(mebibyte / 19)],
    ['digits', auto, '1'.repeat(mebibyte)],
    ['dots', auto, '1.1.'.repeat(mebibyte / 4)],
    ['names', auto, 'Eva Berg '.repeat(mebibyte / 9)],
    ['tags', [...auto, 'Content-Type: text/html'], '<a '.repeat(mebibyte / 3)],
    ['entities', [...auto, 'Content-Type: text/html'], '&#9999999;&amp'.repeat(mebibyte / 14)],
    [
      'soft breaks',
      [...auto, 'Content-Transfer-Encoding: quoted-printable'],
      '= '.repeat(mebibyte / 2),
    ],
    ['a long header', ['From: a@b.example', `Subject: ${'=?utf-8?Q?'.repeat(mebibyte / 10)}`], ''],
    ['many headers', Array.from({ length: 50_000 }, () => 'Received: from x'), ''],
    ['a long address', [`From: ${'<('.repeat(mebibyte / 2)}`], ''],
    ['parameters', [`Content-Type: multipart/mixed;${' a=b;'.repeat(mebibyte / 5)}`], ''],
    ['references', [`References: ${'<'.repeat(mebibyte)}`], ''],
  ])('1 MiB of %s', async (_name, headers, text) => {
    const raw = mail(headers, text);
    const began = process.cpuUsage().user;
    expect((await readMail(raw)).kind).toEqual(expect.any(String));
    // An expression that explodes takes minutes; what is linear takes some tenths of a second on the slowest machine.
    expect((process.cpuUsage().user - began) / 1_000_000).toBeLessThan(10);
  });
});

test('bytes of no charset, of a wrong one, and of UTF-16 are read as well as they can be', async () => {
  const head = Buffer.from('From: a@b.example\nContent-Type: text/plain; charset=us-ascii\n\n');
  const latin = await readMail(Buffer.concat([head, Buffer.from('Gj\xf8r det', 'latin1')]));
  expect(latin.visibleText).toBe('Gjør det');
  const utf8 = await readMail(Buffer.concat([head, Buffer.from('Gjør det')]));
  expect(utf8.visibleText).toBe('Gjør det');
});
