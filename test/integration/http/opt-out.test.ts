import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUnsubscribeToken } from '../../../src/email/unsubscribe.ts';
import { smoke, somebody } from '../../helpers/system.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  const norwegian = smoke.replace('key: smoke', 'key: norsk\nlocale: nb');
  http = await openHttp({ cadences: { 'smoke.yaml': smoke, 'norsk.yaml': norwegian } });
});
afterAll(() => http?.close());

async function enrolled(cadence = 'smoke', locale?: string) {
  const { email } = somebody();
  const body = { cadence, prospect: { email, locale } };
  const made = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  const key = http.system.app.keys.unsubscribe;
  const token = signUnsubscribeToken(key, { prospectId: made.prospectId, enrolmentId: made.id });
  return { email, id: String(made.id), token };
}

async function state(id: string) {
  const { status, exitReason } = (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' }))
    .body;
  return { status, exitReason };
}

test.each([
  ['smoke', undefined, 'en', 'Opt out of everything', 'You have opted out'],
  ['smoke', 'nb-NO', 'nb', 'Meld meg av alt', 'Du er meldt av'],
  ['norsk', undefined, 'nb', 'Meld meg av alt', 'Du er meldt av'],
  ['norsk', 'en', 'en', 'Opt out of everything', 'You have opted out'],
])('in cadence %s, locale %s: the page is in %s', async (cadence, locale, language, ask, done) => {
  const { email, id, token } = await enrolled(cadence, locale);
  for (const _scan of [1, 2, 3]) {
    const page = await http.call('GET', `/u/${token}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(page.text).toContain(`<html lang="${language}">`);
    expect(page.text).toMatch(new RegExp(`<button [^>]*value="all"[^>]*>${ask}</button>`));
    expect(page.text).not.toContain(email);
    expect((await http.call('HEAD', `/u/${token}`)).status).toBe(200);
  }
  expect(await state(id)).toEqual({ status: 'active', exitReason: null });
  const clicked = await http.call('POST', `/u/${token}`);
  expect(clicked.status).toBe(200);
  expect(clicked.text).toContain(`<html lang="${language}">`);
  expect(clicked.text).toContain(done);
});

const boundary = 'b0undary';
test.each([
  ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
  [
    `multipart/form-data; boundary=${boundary}`,
    `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`,
  ],
])('one click by %s ends and suppresses, once and for all', async (type, body) => {
  const { email, id, token } = await enrolled();
  const headers = { 'content-type': type };
  for (const _time of [1, 2]) {
    expect(await http.call('POST', `/u/${token}`, { body, headers })).toMatchObject({
      status: 200,
    });
    expect(await state(id)).toEqual({ status: 'exited', exitReason: 'opted_out' });
  }
  const again = await http.call('POST', '/v1/enrolments', {
    as: 'rep',
    body: { cadence: 'smoke', prospect: { email } },
  });
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'suppressed' } } });
});

test('strange tokens are told so, and nothing happens', async () => {
  const { id, token } = await enrolled();
  const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  const foreign = signUnsubscribeToken(Buffer.alloc(32, 7), { prospectId: id, enrolmentId: id });
  const nobody = signUnsubscribeToken(http.system.app.keys.unsubscribe, {
    prospectId: '00000000-0000-4000-8000-000000000000',
    enrolmentId: id,
  });
  const strange = [changed, foreign, nobody, 'x', `${token}=`, token.repeat(10), '%00', "'--"];
  for (const one of strange) {
    for (const method of ['GET', 'POST']) {
      const answer = await http.call(method, `/u/${one}`);
      expect(answer.status, `${method} ${one}`).toBe(404);
    }
  }
  expect(await state(id)).toEqual({ status: 'active', exitReason: null });
});

test('the link of an erased person still answers', async () => {
  const { id, token } = await enrolled();
  const { prospectId } = (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;
  await http.call('DELETE', `/v1/prospects/${prospectId}`, { as: 'admin' });
  expect([200, 404]).toContain((await http.call('POST', `/u/${token}`)).status);
});

const form = (fields: Readonly<Record<string, string>>) => ({
  body: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});
const undoIn = (page: string) => /name="undo" value="([^"]+)"/.exec(page)?.[1] ?? '';

test.each([
  ['all', 'exited', 'You have opted out'],
  ['cadence', 'exited', 'You will get no more of this series'],
  ['pause', 'paused', 'We pause'],
])(
  'the page does %s, says so when it is looked at again, and takes it back',
  async (scope, status, title) => {
    const { id, token } = await enrolled();
    const chosen = await http.call('POST', `/u/${token}`, form({ scope }));
    expect(chosen.status).toBe(200);
    expect(chosen.text).toContain(`<h1>${title}</h1>`);
    expect(await state(id)).toMatchObject({ status });
    const again = await http.call('GET', `/u/${token}`);
    expect(again.text).toBe(chosen.text);
    const undone = await http.call('POST', `/u/${token}`, form({ undo: undoIn(again.text) }));
    expect(undone.text).toContain('<h1>Your choice is undone</h1>');
    expect(await state(id)).toEqual({ status: 'active', exitReason: null });
  },
);

test('a page that shows an opt-out can make less of it, one that was open before cannot', async () => {
  const { id, token } = await enrolled();
  const choose = (scope: string, instead = '') =>
    http.call('POST', `/u/${token}`, form({ scope, instead }));
  const { text } = await choose('all');
  expect((await choose('pause')).text).toContain('<h1>You have opted out</h1>');
  const [, shown] = /name="instead" value="([^"]+)"/.exec(text) ?? [];
  expect((await choose('pause', shown)).text).toContain('<h1>We pause</h1>');
  expect(await state(id)).toMatchObject({ status: 'paused' });
});

test('a series that ends while a pause holds: the page tells until when no other mail comes', async () => {
  const { token } = await enrolled();
  const choose = (scope: string) => http.call('POST', `/u/${token}`, form({ scope }));
  await choose('pause');
  const both = await choose('cadence');
  expect(both.text).toContain('<h1>You will get no more of this series</h1>');
  expect(both.text).toMatch(/comes on \d+ \w+ \d{4} at the earliest: the pause that you chose/);
});

test('the header of the mail means everything, whatever else stands beside it', async () => {
  const { id, token } = await enrolled();
  const fields = { 'List-Unsubscribe': 'One-Click', scope: 'pause' };
  await http.call('POST', `/u/${token}`, form(fields));
  expect(await state(id)).toEqual({ status: 'exited', exitReason: 'opted_out' });
});

test.each([{ scope: 'everything' }, { scope: '' }, { undo: 'x' }, { '<script>': '1' }])(
  'a form that is none of ours is taken for the one click: %j',
  async (fields) => {
    const { id, token } = await enrolled();
    await http.call('POST', `/u/${token}`, form(fields));
    expect(await state(id)).toEqual({ status: 'exited', exitReason: 'opted_out' });
  },
);

test('the undo of somebody else takes nothing back', async () => {
  const [one, other] = [await enrolled(), await enrolled()];
  const page = await http.call('POST', `/u/${one.token}`, form({ scope: 'all' }));
  await http.call('POST', `/u/${other.token}`, form({ scope: 'all' }));
  await http.call('POST', `/u/${other.token}`, form({ undo: undoIn(page.text) }));
  expect(await state(other.id)).toMatchObject({ status: 'exited' });
  expect(await state(one.id)).toMatchObject({ status: 'exited' });
});

test('the page loads nothing, is framed and kept nowhere, and tells its address to nobody', async () => {
  const { token } = await enrolled();
  for (const method of ['GET', 'POST']) {
    const { headers, text } = await http.call(method, `/u/${token}`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(headers.get('set-cookie')).toBeNull();
    expect(text).not.toMatch(/<script|https?:\/\/|style="/);
  }
});
