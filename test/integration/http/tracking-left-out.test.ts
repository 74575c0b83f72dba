import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { signTrackedPart } from '../../../src/email/tracking-token.ts';
import { readPastTouches } from '../../../src/store/history.ts';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { about, browser, type Followed, openFollowed, prices } from './followed-mails.ts';

let all: Followed;
let witness: Awaited<ReturnType<Followed['mailed']>>;
beforeAll(async () => {
  all = await openFollowed();
  witness = await all.mailed();
});
afterAll(() => all?.close());

const tokenOf = (touchId: string, url: string | null) =>
  signTrackedPart(all.http.system.app.keys.tracking, { touchId, url });

let links = 0;
/** Waits until all that was asked for before is applied: hits are applied in their order. */
async function settled(): Promise<void> {
  links += 1;
  const url = `${about}?witness=${links}`;
  await all.get(`/c/${tokenOf(witness.touchId, url)}`);
  await waitFor('the click of the witness', async () =>
    (await all.history(witness.enrolmentId)).some(([, , link]) => link === url),
  );
}

const clickedAt = async ({ enrolmentId, prospectId }: typeof witness) =>
  (await readPastTouches(all.http.system.app.db, { id: enrolmentId, prospectId }))[0]?.clickedAt;

test.each<[string, Readonly<Record<string, string>>]>([
  ['a library', { 'user-agent': 'python-requests/2.32' }],
  ['a scanner', { 'user-agent': 'Mozilla/5.0 (compatible; Barracuda Sentinel)' }],
  ['a program without a name', { 'user-agent': ' ' }],
  ['a browser that fetches ahead', { ...browser, 'sec-purpose': 'prefetch;prerender' }],
  ['an older one', { ...browser, 'x-moz': 'prefetch' }],
])('%s is led on and left out; the person after it counts', async (_what, headers) => {
  const person = await all.mailed();
  for (const _again of [1, 2]) {
    expect((await all.get(person.button, headers)).headers.get('location')).toBe(prices);
  }
  await settled();
  expect(await all.outcomes(person.touchId)).toEqual(['automatic_click']);
  expect(await all.history(person.enrolmentId)).toEqual([]);
  expect(await clickedAt(person)).toBeNull();
  await all.get(person.button);
  await settled();
  expect(await all.outcomes(person.touchId)).toEqual(['applied', 'automatic_click']);
  expect(await all.history(person.enrolmentId)).toEqual([['email.clicked', 'one', prices]]);
  expect(await clickedAt(person)).toEqual(all.clock.now());
});

test.each([
  [
    'Gmail',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  ],
  ['Apple', 'Mozilla/5.0'],
  ['Yahoo', 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html'],
])('an image that %s fetches for everybody is no open', async (_what, agent) => {
  const person = await all.mailed();
  expect((await all.get(person.image, { 'user-agent': agent })).status).toBe(200);
  await settled();
  expect(await all.outcomes(person.touchId)).toEqual(['automatic_open']);
  expect(await all.history(person.enrolmentId)).toEqual([]);
});

test('what comes within seconds of the mail was a machine', async () => {
  const person = await all.mailed();
  all.clock.set('2026-11-24T09:00:09.999Z');
  await all.get(person.button);
  await all.get(person.image);
  await settledLater();
  expect(await all.outcomes(person.touchId)).toEqual(['automatic_click', 'automatic_open']);
  all.clock.set('2026-11-24T09:00:10Z');
  await all.get(person.button);
  await all.get(person.image);
  await settledLater();
  expect((await all.outcomes(person.touchId)).toSorted()).toEqual([
    'applied',
    'applied',
    'automatic_click',
    'automatic_open',
  ]);
});

/** The witness clicks at a time of its own. */
async function settledLater(): Promise<void> {
  all.clock.set('2026-11-24T09:01:00Z');
  await settled();
}

test('a HEAD counts nothing, and who asked so before is a machine', async () => {
  const person = await all.mailed();
  const head = await all.http.call('HEAD', person.button, { headers: browser });
  expect([head.status, head.headers.get('location')]).toEqual([302, prices]);
  expect((await all.http.call('HEAD', person.image, { headers: browser })).status).toBe(200);
  await settled();
  expect(await all.outcomes(person.touchId)).toEqual([]);
  await all.get(person.button);
  await all.get(person.link);
  await settled();
  expect((await all.outcomes(person.touchId)).toSorted()).toEqual(['applied', 'automatic_click']);
  expect(await all.history(person.enrolmentId)).toEqual([['email.clicked', 'one', about]]);
});

test.each([{ dnt: '1' }, { 'sec-gpc': '1' }])(
  'of who asks with %j nothing is kept',
  async (asks) => {
    const person = await all.mailed();
    const answer = await all.get(person.button, { ...browser, ...asks });
    expect(answer.headers.get('location')).toBe(prices);
    await all.get(person.image, { ...browser, ...asks });
    await settled();
    expect(await all.outcomes(person.touchId)).toEqual([]);
    await all.get(person.link, { ...browser, dnt: '0' });
    await settled();
    expect(await all.outcomes(person.touchId)).toEqual(['applied']);
  },
);

test.each([{ tracking: false }, { Tracking: 'no' }, { tracking: 0 }])(
  'who objects with %j gets links as they were written, and no image',
  async (attributes) => {
    const { html, button } = await all.mailed(attributes);
    expect(button).toBe('');
    expect(html).not.toContain('go.fjord.example');
    expect(html).toContain(`href="${about}"`);
  },
);

test('a column of a list objects', async () => {
  const [yes, no] = [somebody().email, somebody().email];
  await all.http.call('POST', '/v1/enrolments/bulk?cadence=followed', {
    as: 'ops',
    body: `email,place,tracking\n${yes},Asker,yes\n${no},Asker,no\n`,
    headers: { 'content-type': 'text/csv' },
  });
  const follows = async (email: string) => {
    const find = () => all.smtp.accepted.find(({ to }) => to === email);
    const { raw } = await waitFor(`the mail to ${email}`, find);
    return raw.toString().replaceAll('=\r\n', '').includes('https://go.fjord.example/');
  };
  expect([await follows(yes), await follows(no)]).toEqual([true, false]);
});

test('who objects later is led on, and nothing is kept', async () => {
  const person = await all.mailed();
  const body = { email: person.email, attributes: { tracking: false } };
  expect((await all.http.call('POST', '/v1/prospects', { as: 'rep', body })).status).toBe(200);
  // A list without that column does not take it back.
  const again = { email: person.email, attributes: { place: 'Asker' } };
  expect((await all.http.call('POST', '/v1/prospects', { as: 'rep', body: again })).status).toBe(
    200,
  );
  expect((await all.get(person.button)).headers.get('location')).toBe(prices);
  expect((await all.get(person.image)).status).toBe(200);
  await settled();
  expect(await all.outcomes(person.touchId)).toEqual([]);
});

test('links never die: of the erased, and of mails that nobody knows any more', async () => {
  const person = await all.mailed();
  await eraseProspect(all.http.system.app, person.prospectId);
  expect((await all.get(person.button)).headers.get('location')).toBe(prices);
  expect((await all.get(person.image)).status).toBe(200);
  const gone = `/c/${tokenOf('0198c3a5-1111-7abc-8def-0123456789ab', about)}`;
  expect((await all.get(gone)).headers.get('location')).toBe(about);
  await settled();
  expect(await all.outcomes(person.touchId)).toEqual([]);
  expect(await all.outcomes('0198c3a5-1111-7abc-8def-0123456789ab')).toEqual([]);
});

test('an erasure takes along where somebody clicked', async () => {
  const person = await all.mailed();
  await all.get(person.button);
  await settled();
  const { app } = all.http.system;
  await eraseProspect(app, person.prospectId);
  const { rows } = await app.db.query(
    `select (select string_agg(event::text, '') from inbound_events where event_id like $1 || ' %')
            || (select string_agg(data::text, '') from timeline where enrolment_id = $2) as all`,
    [person.touchId, person.enrolmentId],
  );
  expect(JSON.stringify(rows)).not.toContain('fjord.example/prices');
});

test('what we have not signed leads nowhere', async () => {
  const { button, image } = witness;
  const other = signTrackedPart(Buffer.alloc(32, 9), {
    touchId: witness.touchId,
    url: 'https://evil.example/',
  });
  for (const path of [
    `/c/${other}`,
    `${button}A`,
    button.slice(0, -1),
    `${button}?to=https://evil.example`.replace('/c/', '/c/x'),
    button.replace('/c/', '/o/'),
    image.replace('/o/', '/c/').replace('.gif', ''),
    image.replace('.gif', ''),
    image.replace('.gif', '.png'),
    '/c/https%3A%2F%2Fevil.example',
    `/c/${'A'.repeat(2_900)}`,
    `/c/${'A'.repeat(9_000)}`,
    '/c/',
    '/o/.gif',
  ]) {
    const answer = await all.get(path);
    expect([path, answer.status, answer.headers.get('location')]).toEqual([path, 404, null]);
    expect(answer.headers.get('set-cookie')).toBeNull();
  }
  const page = await all.get('/c/nothing');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.text).toContain('<h1>This link does not work</h1>');
  // What is behind the token changes nothing: it was not signed.
  const more = await all.get(`${button}?utm_source=x`);
  expect(more.headers.get('location')).toBe(prices);
});
