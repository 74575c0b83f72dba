import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHitRecorder } from '../../../src/app/events/hear-tracking.ts';
import { readSignatures } from '../../helpers/dkim.ts';
import { waitFor } from '../../helpers/wait.ts';
import { about, type Followed, openFollowed, pair, prices } from './followed-mails.ts';

let all: Followed;
beforeAll(async () => {
  all = await openFollowed();
});
afterAll(() => all?.close());

describe('a mail of a followed cadence', () => {
  test('leads over our domain, its opt-out, its text and its signature are as ever', async () => {
    const { raw, mail, html, button, link, image } = await all.mailed();
    expect([button, link, image].map((path) => path.slice(0, 3))).toEqual(['/c/', '/c/', '/o/']);
    expect(html).not.toMatch(/href="https:\/\/fjord\.example/);
    expect(html).toContain('href="mailto:kari@fjord.example"');
    expect(html).toMatch(/href="https:\/\/mail\.example\/u\/[\w-]{66}"/);
    expect(mail.text).not.toContain('go.fjord.example');
    expect(mail.text).toContain('https://fjord.example/about');
    const optOut = mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value;
    expect(optOut).toMatch(/^<https:\/\/mail\.example\/u\//);
    const dns = { 's2026._domainkey.fjord.example': pair.record };
    expect(await readSignatures(raw, dns)).toMatchObject([{ result: 'pass' }]);
    for (const line of raw.toString('latin1').split('\r\n')) {
      expect(line.length).toBeLessThanOrEqual(998);
    }
  });

  test('is the mail of a cadence that follows nothing, but for the links and the image', async () => {
    const [one, other] = [await all.mailed(), await all.mailed({}, 'plain')];
    expect(other.button).toBe('');
    expect(other.html).not.toContain('go.fjord.example');
    const plainly = (html: string) =>
      html
        .replace(/<img src="https:\/\/go\.fjord[^>]*>/, '')
        .replaceAll(/href="https:\/\/(mail\.example\/u|go\.fjord\.example\/c)\/[^"]*"/g, 'href="…"')
        .replaceAll(/href="https:\/\/fjord\.example\/[^"]*"/g, 'href="…"');
    expect(plainly(one.html)).toBe(plainly(other.html));
    const withoutOptOut = (text = '') => text.replaceAll(/https:\/\/mail\.example\/u\/\S+/g, '…');
    expect(withoutOptOut(one.mail.text)).toBe(withoutOptOut(other.mail.text));
  });
});

test('a link leads where it did, is noted once a mail and link, and changes no state', async () => {
  const { enrolmentId, touchId, button, link } = await all.mailed();
  const state = await all.state(enrolmentId);
  for (const _again of [1, 2, 3]) {
    const answer = await all.get(button);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(prices);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.text).toBe('');
  }
  expect((await all.get(link)).headers.get('location')).toBe(about);
  await waitFor('both clicks', async () => (await all.history(enrolmentId)).length === 2);
  expect(await all.history(enrolmentId)).toEqual([
    ['email.clicked', 'one', prices],
    ['email.clicked', 'one', about],
  ]);
  expect(await all.outcomes(touchId)).toEqual(['applied', 'applied']);
  const now = await all.state(enrolmentId);
  expect(now).toEqual(state);
});

test('the image is an image, is noted once a mail, and changes no state', async () => {
  const { enrolmentId, image } = await all.mailed();
  const state = await all.state(enrolmentId);
  for (const _again of [1, 2]) {
    const answer = await all.get(image);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/gif');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.text).toMatch(/^GIF89a/);
  }
  await waitFor('the open', async () => (await all.history(enrolmentId)).length === 1);
  expect(await all.history(enrolmentId)).toEqual([['email.opened', 'one', null]]);
  const now = await all.state(enrolmentId);
  expect(now).toEqual(state);
});

test('the report of a cadence tells mails that were clicked and opened, and that of another none', async () => {
  const figures = async (cadence: string) => {
    const path = `/v1/reports/funnel?cadence=${cadence}`;
    const [{ clicked, opened }] = (await all.http.call('GET', path, { as: 'rep' })).body.items;
    return { clicked, opened };
  };
  const before = await figures('followed');
  const [one, two] = [await all.mailed(), await all.mailed()];
  for (const path of [one.button, one.link, one.image, two.image]) await all.get(path);
  await waitFor('the last open', async () => (await all.history(two.enrolmentId)).length === 1);
  expect(await figures('followed')).toEqual({
    clicked: before.clicked + 1,
    opened: before.opened + 2,
  });
  expect(await figures('plain')).toEqual({ clicked: 0, opened: 0 });
});

test('of two processes that hear the same one writes it, and a hit that cannot be written takes no other along', async () => {
  const { touchId, enrolmentId } = await all.mailed();
  const { app } = all.http.system;
  const recorders = [createHitRecorder(app), createHitRecorder(app)];
  const at = app.clock.now();
  for (const { record } of recorders) {
    record({ touchId: 'no id at all', url: about, at, automatic: false });
    record({ touchId, url: about, at, automatic: false });
    record({ touchId, url: null, at, automatic: false });
  }
  await Promise.all(recorders.map(({ drain }) => drain(20_000)));
  expect(await all.outcomes(touchId)).toEqual(['applied', 'applied']);
  expect((await all.history(enrolmentId)).map(([type]) => type).toSorted()).toEqual([
    'email.clicked',
    'email.opened',
  ]);
});
