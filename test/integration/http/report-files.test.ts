import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { waitFor } from '../../helpers/wait.ts';
import { cadences, deskOn } from '../console/desk.ts';
import { loggedIn } from '../console/visitor.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;

const compared = `
key: compared
title: Compared
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - id: one
    stage: prospecting
    email: { variants: [{ id: short, weight: 50, template: smoke/one }, { id: warm, weight: 50, template: smoke/two }] }
  - { id: two, after: 30 hours, email: { template: smoke/one } }
`;

/** Two people with both mails, one of whom objected, and one with a mail of two variants; an owner is called like a formula. */
beforeAll(async () => {
  http = await openHttp({ cadences: { ...cadences, 'compared.yaml': compared } });
  const on = deskOn(http);
  await http.system.work();
  const owner = '=HYPERLINK("https://example.com")';
  const [first] = await Promise.all([
    on.enrolled('smoke', { owner }),
    on.enrolled('smoke', { owner: 'Jonas, "the" rep' }),
    on.enrolled('compared', { owner }),
  ]);
  await waitFor('all mails', async () => {
    const { body } = await http.call('GET', '/v1/reports/funnel', { as: 'admin' });
    const sent = z.object({ items: z.array(z.object({ sent: z.number() })) }).parse(body).items;
    return sent.reduce((sum, one) => sum + one.sent, 0) === 5 ? true : undefined;
  });
  const prospect = { email: first?.email };
  await http.webhook(eventOf('reply.objection', { prospect, category: 'price', text: 'No.' }));
});
afterAll(() => http?.close());

const row = z.record(z.string(), z.unknown());
const rows = z.array(row);
const items = (body: unknown) => z.object({ items: rows }).parse(body).items;
const inside = (key: string) => (body: unknown) => rows.parse(row.parse(body)[key]);
const below = (list: readonly z.output<typeof row>[], key: string) =>
  list.flatMap((one) => rows.parse(one[key]).map((each) => ({ ...one, ...each })));

const noDay = { date: null, planned: null, room: null, left: null };

/** Where the JSON of each report has its rows, and by which name what a column says. */
const reports: Readonly<
  Record<
    string,
    readonly [(body: unknown) => z.output<typeof rows>, Readonly<Record<string, string>>]
  >
> = {
  funnel: [items, { cadence: 'cadence', stage: 'stage', entered: 'entered', mails: 'sent' }],
  persistence: [
    inside('rows'),
    { touch: 'touch', reached: 'reached', repliesSoFar: 'replyShare', winsSoFar: 'winShare' },
  ],
  objections: [items, { category: 'category', said: 'said', stillOpen: 'open' }],
  activity: [items, { owner: 'owner', enrolled: 'enrolled', mails: 'sent', tasksDone: 'done' }],
  deliverability: [
    inside('senders'),
    { kind: 'kind', sender: 'key', mails: 'sent', bounceRate: 'bounceRate' },
  ],
  variants: [
    (body) => below(items(body), 'variants'),
    {
      cadence: 'cadence',
      variant: 'variant',
      mails: 'sent',
      rate: 'rate',
      high: 'high',
      best: 'best',
    },
  ],
  capacity: [
    // Behind the days stands what has none.
    (body) => [
      ...below(inside('outlooks')(body), 'days'),
      { ...noDay, kind: 'tasks', key: row.parse(row.parse(body).behindTasks).tasks },
    ],
    { kind: 'kind', key: 'key', day: 'date', planned: 'planned', room: 'room', leftOver: 'left' },
  ],
  triage: [inside('counts'), { read: 'read', decided: 'decided', count: 'count' }],
};

const fileOf = async (name: string, query = '') => {
  const path = `/v1/reports/${name}?format=csv${query}`;
  const { headers, text } = await http.call('GET', path, { as: 'ops' });
  return { headers, text };
};

/** As a cell has it: without what keeps a spreadsheet from running it. */
const cellOf = (value: unknown) => {
  if (value === null) return '';
  return typeof value === 'number' ? String(Math.round(value * 1e6) / 1e6) : String(value);
};

test.each(Object.entries(reports))(
  '%s as CSV says what its JSON says',
  async (name, [rowsOf, of]) => {
    const [{ body }, { headers, text }] = await Promise.all([
      http.call('GET', `/v1/reports/${name}`, { as: 'ops' }),
      fileOf(name),
    ]);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}.csv"`);
    const read = rows.parse(parse(text, { columns: true, record_delimiter: '\r\n' }));
    const told = rowsOf(body);
    if (name !== 'triage') expect(told.length).toBeGreaterThan(0);
    expect(
      read.map((one) => Object.keys(of).map((column) => String(one[column]).replace(/^'=/, '='))),
    ).toEqual(told.map((one) => Object.values(of).map((field) => cellOf(one[field]))));
  },
);

test('the console has the same rows', async () => {
  const ops = await loggedIn(http, 'ops', 'Manager');
  const withoutHead = (text: string) => text.slice(text.indexOf('\r\n'));
  for (const name of ['funnel', 'persistence', 'activity']) {
    const shown = await ops.get(`/console/reports/${name}.csv`);
    expect(withoutHead(shown.text), name).toBe(withoutHead((await fileOf(name)).text));
  }
});

test('a spreadsheet runs nothing of it, and what it narrows is heeded', async () => {
  expect((await fileOf('activity')).text).toContain(`"'=HYPERLINK(""https://example.com"")"`);
  const { text } = await fileOf('funnel', '&cadence=smoke&owner=nobody');
  const [first] = rows.parse(parse(text, { columns: true }));
  expect(first).toMatchObject({ cadence: 'smoke', entered: '0', onwards: '' });
});

test('a format that there is not is refused', async () => {
  const { status, body } = await http.call('GET', '/v1/reports/funnel?format=xlsx', { as: 'ops' });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain('format');
});
