import { expect, test } from 'vitest';
import { mailEvents, writtenAt } from '../../../src/app/intake/mail-events.ts';
import { readMail } from '../../../src/inbound/mail/read-mail.ts';

const at = (text: string) => new Date(`2026-11-${text}Z`);
const came = at('24T09:00');

test.each<[string, Date | null, Date]>([
  ['a little before it came in', at('24T08:59'), at('24T08:59')],
  ['when it came in', came, came],
  ['as long ago as mail servers try', at('19T09:00'), at('19T09:00')],
  ['longer ago than that', at('19T08:59'), came],
  ['later than it came in', at('24T09:01'), came],
  ['at no time', null, came],
])('a mail that says it was written %s', (_what, date, expected) => {
  expect(writtenAt(date, came)).toEqual(expected);
});

const keys = {
  unsubscribe: Buffer.alloc(32, 1),
  erasure: Buffer.alloc(32, 2),
  returnPath: Buffer.alloc(32, 3),
  tracking: Buffer.alloc(32, 4),
  session: Buffer.alloc(32, 5),
};
const eventOf = async (headers: readonly string[], authserv: readonly string[]) => {
  const raw = Buffer.from([...headers, '', 'Fine.', ''].join('\r\n'));
  const way = { source: 'inbox', receivedAt: came, authserv };
  return mailEvents({ keys }, way, await readMail(raw))[0];
};

test.each<[string, readonly string[], boolean | null]>([
  ['mx.fjord.example; dmarc=pass header.from=example.no', ['MX.fjord.example'], true],
  ['mx.fjord.example; dmarc=fail header.from=example.no', ['mx.fjord.example'], false],
  ['mx.fjord.example; dmarc=pass header.from=evil.example', ['mx.fjord.example'], false],
  ['mx.fjord.example; dmarc=none header.from=example.no', ['mx.fjord.example'], null],
  ['mx.fjord.example; spf=pass', ['mx.fjord.example'], null],
  ['mx.fjord.example; dmarc=fail header.from=example.no', [], null],
  ['x.fjord.example; dmarc=fail header.from=example.no', ['fjord.example'], null],
])('%s, believed of %j', async (said, authserv, authentic) => {
  const headers = ['From: Kari <kari@example.no>', `Authentication-Results: ${said}`];
  expect((await eventOf(headers, authserv))?.event?.mail?.authentic).toBe(authentic);
});

test('the same mail has the same key by every source, and another writer another', async () => {
  const keyOf = async (from: string) =>
    (await eventOf([`From: ${from}@example.no`, 'Message-ID: <1@example.no>'], []))?.event?.mail
      ?.key;
  expect(await keyOf('kari')).toBe(await keyOf('kari'));
  expect(await keyOf('kari')).not.toBe(await keyOf('ola'));
});
