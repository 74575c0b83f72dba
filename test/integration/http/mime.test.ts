import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letter, talks } from '../../helpers/incoming.ts';
import { somebody } from '../../helpers/system.ts';
import { crmSecret, openHttp, type TestHttp } from './open-http.ts';

const workspace = `
sources:
  - { key: mime, scheme: mime, secret_env: CRM_WEBHOOK_SECRET, authserv: [mx.fjord.example] }
`;

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({ cadences: { 'talks.yaml': talks, 'workspace.yaml': workspace } });
});
afterAll(() => http?.close());

const bearer = { authorization: `Bearer ${crmSecret}` };
const post = (body: unknown, headers: Readonly<Record<string, string>> = bearer, query = '') =>
  http.call('POST', `/webhooks/mime${query}`, {
    body,
    headers: { 'content-type': 'message/rfc822', ...headers },
  });

async function enrolled() {
  const { email } = somebody();
  const body = { cadence: 'talks', prospect: { email } };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'crm', body })).body;
  return {
    email,
    id: String(id),
    state: async () => (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body,
    tasks: async () =>
      (await http.call('GET', `/v1/tasks?enrolmentId=${id}`, { as: 'rep' })).body.items,
  };
}

/** As Outlook writes an answer: both parts, the mail that is answered below, the signature of a company. */
const fromOutlook = (email: string) =>
  letter(
    {
      From: `"Nordmann, Kari" <${email}>`,
      Subject: '=?iso-8859-1?Q?SV:_Hello_there?=',
      'Thread-Topic': 'Hello there',
      'X-MS-Has-Attach': '',
      'MIME-Version': '1.0',
      'Content-Language': 'nb-NO',
      'Content-Type': 'multipart/alternative; boundary="_000_AM0PR08MB1234_"',
    },
    [
      '--_000_AM0PR08MB1234_\r\nContent-Type: text/plain; charset="iso-8859-1"\r\nContent-Transfer-Encoding: quoted-printable\r\n',
      'Hm, det m=E5 jeg nesten tenke p=E5.=20\r\n\r\nMvh\r\nKari Nordmann\r\nDaglig leder\r\n\r\n________________________________',
      'Fra: Ola <ola@fjord.example>\r\nSendt: tirsdag 24. november 2026 09:00\r\nTil: Kari Nordmann\r\nEmne: Hello there\r\n\r\nOne, and far too expensive for most.',
      '--_000_AM0PR08MB1234_\r\nContent-Type: text/html; charset="iso-8859-1"\r\n\r\n<html><body><p>Hm</p></body></html>',
      '--_000_AM0PR08MB1234_--',
    ].join('\r\n'),
  );

describe('a mail that is posted', () => {
  test('in the form of a real mail program stops the cadence and waits for a person, with the reason', async () => {
    const kari = await enrolled();
    const raw = fromOutlook(kari.email);
    const answer = await post(raw);
    expect(answer).toMatchObject({
      status: 202,
      body: {
        receipts: [
          { outcome: 'applied', enrolmentId: kari.id, readAs: { meaning: 'unclear', sure: false } },
        ],
      },
    });
    expect(await kari.state()).toMatchObject({ status: 'paused', pauseReason: 'replied' });
    expect(await kari.tasks()).toMatchObject([
      {
        kind: 'triage',
        data: {
          from: kari.email,
          text: expect.stringContaining('det må jeg nesten tenke på'),
          reading: { because: expect.stringMatching(/^unclear/) },
        },
      },
    ]);
    expect((await kari.tasks())[0].data.text).not.toContain('expensive');
    expect((await post(raw)).body.receipts).toMatchObject([{ outcome: 'duplicate' }]);
    expect(await kari.tasks()).toHaveLength(1);
  });

  test('keeps nothing when it is tried', async () => {
    const kari = await enrolled();
    const raw = letter({ From: kari.email });
    expect((await post(raw, bearer, '?dry_run=true')).body.receipts).toMatchObject([
      { outcome: 'applied' },
    ]);
    expect(await kari.state()).toMatchObject({ status: 'active' });
    expect((await post(raw)).body.receipts).toMatchObject([{ outcome: 'applied' }]);
  });

  test('is believed by its secret, in each of the ways that a mail server knows', async () => {
    const raw = letter({ From: `x-${randomUUID()}@client.example` });
    const basic = (pair: string) => ({
      authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
    });
    expect(await post(raw, basic(`any:${crmSecret}`))).toMatchObject({ status: 202 });
    const signed = await http.webhook(raw.toString(), {
      source: 'mime',
      headers: { 'content-type': 'message/rfc822' },
    });
    expect(signed.body.receipts).toMatchObject([{ outcome: 'duplicate' }]);
    for (const [headers, code] of [
      [{}, 'missing_signature'],
      [basic('any:wrong'), 'bad_signature'],
      [basic(''), 'bad_signature'],
      [{ authorization: 'Bearer wrong' }, 'bad_signature'],
      [{ authorization: 'Bearer ' }, 'bad_signature'],
    ] as const) {
      expect(await post(raw, headers)).toMatchObject({ status: 401, body: { error: { code } } });
    }
    const other = await http.webhook(raw.toString(), {
      source: 'mime',
      headers: { 'content-type': 'message/rfc822' },
      sent: `${raw} and more`,
    });
    expect(other).toMatchObject({ status: 401, body: { error: { code: 'bad_signature' } } });
  });

  test('of another type, empty, or too large is refused', async () => {
    const json = { ...bearer, 'content-type': 'application/json' };
    expect(await post('{}', json)).toMatchObject({ status: 415 });
    expect(await post('')).toMatchObject({ status: 400, body: { error: { code: 'unreadable' } } });
    expect(await post(Buffer.alloc(27 * 1024 * 1024, 'a'))).toMatchObject({ status: 413 });
  });
});

const deep = (levels: number) =>
  Array.from(
    { length: levels },
    (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}`,
  ).join('\r\n');

const from = 'From: x@client.example\r\nMessage-ID: <hostile@client.example>\r\n';

describe('a mail that means harm', () => {
  test.each<[string, string]>([
    ['nested 1,000 deep', `${from}${deep(1_000)}\r\n\r\nhei`],
    [
      'with a boundary on each of its lines',
      `${from}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(200_000)}`,
    ],
    ['with a header of a megabyte', `${from}X: ${'a '.repeat(500_000)}\r\n\r\nhei`],
    ['with 100,000 header fields', `${from}${'X: y\r\n'.repeat(100_000)}\r\nhei`],
    ['of quote marks', `${from}\r\n${'>'.repeat(1_000_000)}`],
    [
      'of HTML that opens and never closes',
      `${from}Content-Type: text/html\r\n\r\n${'<div><blockquote>'.repeat(60_000)}`,
    ],
    [
      'with bytes that no database keeps',
      `${from}Subject: a\0b\r\nIn-Reply-To: <\0@x>\r\n\r\n\0\ud800`,
    ],
    ['that is to many', `${from}To: ${'a+b@fjord.example, '.repeat(50_000)}\r\n\r\nhei`],
  ])('%s is answered, and the next one is read', async (_what, raw) => {
    const id = `<${randomUUID()}@client.example>`;
    const answer = await post(raw.replace('<hostile@client.example>', id));
    expect(answer.status).toBe(202);
    expect(['unmatched', 'ignored']).toContain(answer.body.receipts[0].outcome);
    const kari = await enrolled();
    expect((await post(letter({ From: kari.email }))).body.receipts).toMatchObject([
      { outcome: 'applied' },
    ]);
  });
});
