import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, deskOn } from './desk.ts';
import { loggedIn, type Visitor } from './visitor.ts';

let http: TestHttp;
let ops: Visitor;

/** Its first mail has its time on a later day. */
const waits = `
key: waits
title: Waits
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: later, stage: prospecting, after: 30 hours, email: { variants: [{ id: a, weight: 50, template: smoke/one }, { id: b, weight: 50, template: smoke/two }] } }
`;

type Person = Awaited<ReturnType<ReturnType<typeof deskOn>['enrolled']>>;

/** Four people got both mails: one was won, one objected and was lost, one answers, one says nothing. */
beforeAll(async () => {
  http = await openHttp({ cadences: { ...cadences, 'waits.yaml': waits } });
  const on = deskOn(http);
  await http.system.work();
  const people = await Promise.all(
    ['=Won', '<b>Lost</b>', 'Talking', 'Silent'].map((firstName) =>
      on.enrolled('smoke', { firstName, owner: firstName === '=Won' ? '=Kari' : 'Jonas' }),
    ),
  );
  const [won, lost, talking] = people;
  if (!won || !lost || !talking) throw new Error('people are missing');
  await waitFor('all mails', async () => {
    const { body } = await http.call('GET', '/v1/reports/funnel?cadence=smoke', { as: 'admin' });
    return body.items[0]?.completed === people.length ? true : undefined;
  });
  const tell = (type: string, { email }: Person, more: object = {}) =>
    http.webhook(eventOf(type, { prospect: { email }, ...more }));
  await tell('reply.received', talking, { text: 'Tell me more.' });
  await tell('reply.auto', lost, { text: 'I am away.' });
  await tell('reply.objection', lost, { category: 'price', text: 'Too expensive.' });
  await tell('deal.lost', lost);
  await tell('deal.won', won);
  ops = await loggedIn(http, 'ops', 'Manager');
});
afterAll(() => http?.close());

const figures = async (path: string) => (await http.call('GET', path, { as: 'admin' })).body;

/** Whom a page of a list names, by the ids of their enrolments. */
const listed = ({ text }: { readonly text: string }) => [
  ...new Set([...text.matchAll(/\/console\/enrolments\/([\w-]{36})/g)].map(([, id]) => id)),
];

test('of each stage, those who stand somewhere are those who entered', async () => {
  const { items } = await figures('/v1/reports/funnel?cadence=smoke');
  expect(items[0]).toMatchObject({
    entered: 4,
    present: 0,
    movedOn: 0,
    won: 1,
    lost: 1,
    completed: 2,
  });
  for (const { entered, present, movedOn, won, lost, completed } of items) {
    expect(present + movedOn + won + lost + completed).toBe(entered);
  }
});

test('each figure of the funnel leads to as many enrolments, and the page says what the API says', async () => {
  const { items } = await figures('/v1/reports/funnel?cadence=smoke');
  const { text } = await ops.get('/console/reports?cadence=smoke');
  for (const of of ['entered', 'won', 'lost', 'completed'] as const) {
    const count = items[0]?.[of];
    const path = `/console/reports/enrolments?cadence=smoke&amp;of=${of}&amp;stage=prospecting`;
    expect(text, of).toContain(`<a href="${path.replaceAll('=', '&#x3D;')}">${count}</a>`);
    expect(listed(await ops.get(path.replaceAll('&amp;', '&'))), of).toHaveLength(count);
  }
});

test('an owner, a version and days narrow it', async () => {
  const entered = async (query: string) =>
    (await figures(`/v1/reports/funnel?cadence=smoke&${query}`)).items[0]?.entered;
  expect(await entered(`owner=${encodeURIComponent('=Kari')}`)).toBe(1);
  expect(await entered('version=1')).toBe(4);
  expect(await entered('version=2')).toBe(0);
  expect(await entered('from=2000-01-01')).toBe(4);
  expect(await entered('to=2000-01-01')).toBe(0);
  expect(await figures('/v1/reports/funnel?version=1')).toMatchObject({
    error: { code: 'version_without_cadence' },
  });
});

test('a reply is the first that a person wrote, behind the touches before it; a note of absence is none', async () => {
  const { rows, replies, wins, givingUp } = await figures('/v1/reports/persistence?cadence=smoke');
  expect({ replies, wins }).toEqual({ replies: 2, wins: 1 });
  expect(rows).toMatchObject([
    { touch: 1, reached: 4, replies: 0, wins: 0 },
    { touch: 2, reached: 4, replies: 2, wins: 1, replyShare: 1, winShare: 1 },
  ]);
  expect(givingUp[0]).toMatchObject({ after: 1, lostReplies: 2, lostWins: 1 });
  for (const [of, count] of [
    ['reached', 4],
    ['replies', 2],
    ['wins', 1],
  ] as const) {
    const path = `/console/reports/enrolments?cadence=smoke&of=${of}&touch=2`;
    expect(listed(await ops.get(path)), of).toHaveLength(count);
  }
  const { text } = await ops.get('/console/reports/persistence?cadence=smoke');
  expect(text).toContain('<svg class="chart"');
  // The policy of the page lets no style stand in it.
  expect(text).not.toMatch(/ style=|<style/);
});

test('an objection, and what followed it', async () => {
  const { items } = await figures('/v1/reports/objections?cadence=smoke');
  expect(items).toMatchObject([{ category: 'price', said: 1, won: 0, lost: 1, open: 0 }]);
  const path = '/console/reports/enrolments?of=objected&category=price&end=';
  expect(listed(await ops.get(`${path}lost`))).toHaveLength(1);
  expect(listed(await ops.get(`${path}won`))).toHaveLength(0);
});

test('who did how much, and from where mails left', async () => {
  const { items } = await figures('/v1/reports/activity');
  expect(items).toMatchObject([
    { owner: '=Kari', enrolled: 1, sent: 2, won: 1, replies: 0 },
    { owner: 'Jonas', enrolled: 3, sent: 6, won: 0, replies: 2 },
  ]);
  const { senders, guardRails } = await figures('/v1/reports/deliverability');
  expect(guardRails).toBeNull();
  expect(senders).toMatchObject([
    { kind: 'domain', key: 'fjord.example', sent: 8, bounced: 0 },
    { kind: 'mailbox', key: 'kari', sent: 8, bounceRate: 0 },
  ]);
});

test.each([
  'funnel',
  'persistence',
  'map',
  'objections',
  'variants',
  'deliverability',
  'activity',
  'capacity',
])('%s is a page and a file, in both languages', async (name) => {
  const path = name === 'funnel' ? '' : `/${name}`;
  const page = await ops.get(`/console/reports${path}`, { 'accept-language': 'nb' });
  expect(page.status, page.text).toBe(200);
  expect(Buffer.byteLength(page.text)).toBeLessThan(150_000);
  const file = await ops.get(`/console/reports/${name}.csv`);
  expect(file.status, file.text).toBe(200);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
});

test('a spreadsheet runs nothing of a file, and a page nothing of a name', async () => {
  expect((await ops.get('/console/reports/activity.csv')).text).toContain(`"'=Kari","1","2"`);
  const rep = await loggedIn(http, 'rep', 'Kari');
  const { text } = await rep.get('/console/reports/enrolments?cadence=smoke');
  expect(text).toContain('&lt;b&gt;Lost&lt;/b&gt;');
  expect(text).not.toContain('<b>Lost');
});

test('capacity is a page of all mails and of one limit, with a chart that has no style of its own', async () => {
  const on = deskOn(http);
  await on.enrolled('waits');
  const { outlooks } = await figures('/v1/reports/capacity?days=3');
  expect(outlooks[0]).toMatchObject({ kind: 'all', mostLeft: 0 });
  expect(outlooks[0]?.days).toHaveLength(3);
  const { text } = await ops.get('/console/reports/capacity?kind=cadence&key=waits');
  expect(text).toContain('cadence waits');
  expect(text).toContain('<svg class="chart"');
  expect(text).not.toMatch(/ style=|<style/);
  const link = /\/console\/reports\/enrolments\?of&#x3D;planned[^"]+/.exec(text)?.[0] ?? '';
  expect(
    listed(await ops.get(link.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'))),
  ).toHaveLength(1);
  expect((await http.call('GET', '/v1/reports/capacity?days=0', { as: 'admin' })).status).toBe(400);
  expect((await ops.get('/console/reports/capacity?kind=pool&key=nothing')).status).toBe(404);
});

describe('a list', () => {
  test('names people to reps, and addresses to others', async () => {
    const rep = await loggedIn(http, 'rep', 'Jonas');
    const path = '/console/reports/enrolments?cadence=smoke';
    expect((await rep.get(path)).text).toContain('Talking');
    expect((await ops.get(path)).text).not.toContain('Talking');
  });

  test.each([
    '/console/reports/enrolments?of=won',
    '/console/reports/enrolments?of=replies&touch=x',
    '/console/reports?version=x',
    '/console/reports/funnel.csv?from=2026-13-01',
  ])('%s is told to be wrong', async (path) => {
    expect((await ops.get(path)).status).toBe(400);
  });
});

test.each([
  ['from=2026-11-10&to=2026-11-01', 'The period ends before it begins'],
  ['from=soon&to=2026-11-01', 'That is no day'],
  ['from=2026-13-01&to=2026-11-01', 'That is no day'],
])(
  'a period that cannot be (%s) is told in the form, which keeps the rest',
  async (period, told) => {
    const asked = `cadence=smoke&owner=Jonas&${period}`;
    const { status, text } = await ops.get(`/console/reports?${asked}`);
    expect(status).toBe(200);
    expect(text).toContain(told);
    expect(text).toContain('value="2026-11-01" aria-invalid="true"');
    expect(text).toMatch(/<option selected>Jonas/);
    expect((await ops.get(`/console/reports/funnel.csv?${asked}`)).status).toBe(400);
  },
);
