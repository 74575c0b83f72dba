/** Every number of the reports leads to those whom it counts, and there are as many of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportsWords } from '../../../src/console/words/reports.ts';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, deskOn } from './desk.ts';
import { loggedIn, type Visitor } from './visitor.ts';

const varied = `
key: varied
title: Varied
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - id: hello
    stage: prospecting
    email: { variants: [{ id: short, weight: 1, template: smoke/one }, { id: long, weight: 1, template: smoke/two }] }
  - { id: later, stage: closing, after: 30 hours, email: { template: smoke/two } }
on: { reply: { pause: true }, objection: { default: { pause: true, task: { kind: objection, title: Meet it } } },
      deal_won: { exit: closed_won }, deal_lost: { exit: closed_lost } }
`;

let http: TestHttp;
let rep: Visitor;
beforeAll(async () => {
  http = await openHttp({ cadences: { ...cadences, 'varied.yaml': varied } });
  const on = deskOn(http);
  await http.system.work();
  rep = await loggedIn(http, 'rep', 'Kari');
  const people: Awaited<ReturnType<typeof on.enrolled>>[] = [];
  for (let nth = 0; nth < 8; nth += 1) {
    const owner = nth === 7 ? {} : { owner: nth % 2 === 0 ? 'Kari' : 'Jonas' };
    people.push(await on.enrolled('varied', owner));
  }
  await waitFor('all mails', async () => {
    const { body } = await http.call('GET', '/v1/reports/activity', { as: 'admin' });
    const sent = body.items.reduce((sum: number, one: { sent: number }) => sum + one.sent, 0);
    return sent >= people.length ? true : undefined;
  });
  const tell = (type: string, nth: number, more: object = {}) =>
    http.webhook(eventOf(type, { enrolmentId: people[nth]?.id, ...more }));
  await tell('reply.received', 0, { text: 'Tell me more.' });
  await tell('meeting.booked', 0);
  await tell('deal.won', 0);
  await tell('reply.objection', 1, { category: 'price', text: 'Too dear.' });
  await tell('reply.objection', 2, { category: 'price', text: 'Far too dear.' });
  await tell('deal.lost', 2);
  await tell('email.bounced', 3, { hard: true });
  await tell('email.complained', 4);
  const task = await on.taskOf(people[1]?.id ?? '', 'objection');
  await rep.get('/console/today');
  expect((await rep.post(`/console/tasks/${task}/complete`)).status).toBe(303);
  const skipped = await on.enrolled('calls', { owner: 'Kari' });
  await rep.post(`/console/tasks/${await on.taskOf(skipped.id, 'call')}/skip`);
  await on.taskOf((await on.enrolled('calls', { owner: 'Kari' })).id, 'call');
});
afterAll(() => http?.close());

/** Numbers that lead nowhere, by their column, and why. */
const unlinked: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  persistence: { sellers: 'quoted from others, of no enrolments of ours' },
  deliverability: {
    weekSent: 'the guard rails keep counts of a day, and not of whom',
    weekBounces: 'as weekSent',
    weekComplaints: 'as weekSent',
  },
  capacity: {
    room: 'what a limit lets go, whoever it is',
    roomToday: 'as room',
    leaves: 'how many will leave: which ones is decided on that day',
    leftOver: 'as leaves',
    mostLeft: 'as leaves',
  },
};
/** They count mails, or tell of a share or a time: the list has whom they were reckoned from. */
const reckoned = [
  ...['mails', 'onwards', 'medianDays', 'p90Days', 'repliesSoFar', 'winsSoFar', 'rate', 'low'],
  ...['high', 'best', 'bounceRate', 'complaintRate', 'medianHours', 'medianDaysToAnswer'],
  ...['medianDaysToEnd', 'tasksDone', 'tasksSkipped', 'tasksOpen', 'tasksOverdue', 'planned'],
];

interface Cell {
  readonly column: string;
  readonly text: string;
  readonly href: string | null;
}

function cellsOf(html: string): Cell[] {
  const wordOf = (text: string) => {
    const all: Readonly<Record<string, string>> = reportsWords.en;
    return Object.keys(all).filter((word) => all[word] === text);
  };
  return [...html.matchAll(/<table class="figures">([\s\S]*?)<\/table>/g)].flatMap(
    ([, table = '']) => {
      const columns = [...table.matchAll(/<th scope="col"[^>]*>([^<]*)<\/th>/g)].map(
        ([, text]) => text,
      );
      return [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].slice(1).flatMap(([, row = '']) =>
        [...row.matchAll(/<t[hd]([^>]*)>([\s\S]*?)<\/t[hd]>/g)].flatMap(
          ([, is = '', inner = ''], nth) => {
            if (!is.includes('class="num"')) return [];
            const href = /href="([^"]+)"/
              .exec(inner)?.[1]
              ?.replaceAll('&#x3D;', '=')
              .replaceAll('&amp;', '&');
            const text = inner.replace(/<[^>]+>/g, '').trim();
            return [{ column: wordOf(columns[nth] ?? '').join(' '), text, href: href ?? null }];
          },
        ),
      );
    },
  );
}

const isNumber = ({ text }: Cell) => /[1-9]/.test(text);

test.each([
  ['funnel', ''],
  ['persistence', '/persistence'],
  ['map', '/map?cadence=varied'],
  ['objections', '/objections'],
  ['variants', '/variants'],
  ['deliverability', '/deliverability'],
  ['activity', '/activity'],
  ['capacity', '/capacity'],
])('of %s', async (name, path) => {
  const { text } = await rep.get(`/console/reports${path}`);
  const cells = cellsOf(text).filter(isNumber);
  expect(cells.length).toBeGreaterThan(0);
  const reasons = Object.keys(unlinked[name] ?? {});
  const without = cells.filter(
    ({ href, column }) => href === null && !column.split(' ').some((one) => reasons.includes(one)),
  );
  expect(without).toEqual([]);
  for (const { column, text: figure, href } of cells) {
    if (href === null || !href.startsWith('/console/reports/enrolments')) continue;
    const list = await rep.get(href);
    expect(list.status, href).toBe(200);
    const ids = [...list.text.matchAll(/\/console\/enrolments\/([\w-]{36})/g)].map(([, id]) => id);
    const count = new Set(ids).size;
    if (column.split(' ').some((one) => reckoned.includes(one))) {
      expect(count, `${column} ${figure} ${href}`).toBeGreaterThan(0);
    } else {
      expect(count, `${column} ${figure} ${href}`).toBe(Number.parseInt(figure, 10));
    }
  }
});

test.each([
  '/console/reports/enrolments?of=did&what=nothing',
  '/console/reports/enrolments?of=mailed',
  '/console/reports/enrolments?of=mailed&came=reply&kind=mailbox&key=kari',
  '/console/reports/enrolments?of=variant&came=bounced&step=a&variant=b',
])('%s is told to be wrong', async (path) => {
  expect((await rep.get(path)).status).toBe(400);
});
