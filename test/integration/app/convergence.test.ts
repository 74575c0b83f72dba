/**
 * Any order of arrival and any repetition of the same events ends in the same state: on the real database, for people who
 * are in two cadences at once.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { convergenceCadences } from './convergence-cadences.ts';
import { readStandings } from './standings.ts';
import {
  at,
  type Ended,
  enrolPeople,
  eventOf,
  type Kind,
  orders,
  setsOf,
  startAt,
  type Trial,
  tryOrders,
} from './trials.ts';

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({ startAt, cadences: convergenceCadences });
});
afterAll(() => weeks?.close());

/** All stand as the first does, who has two enrolments at least. */
function expectSame(ended: readonly Ended[]): void {
  const [first] = ended;
  expect(first?.standing?.enrolments.length).toBeGreaterThanOrEqual(2);
  for (const { order, standing } of ended) expect(standing, order).toEqual(first?.standing);
}

const named = (sets: readonly (readonly Kind[])[]) =>
  sets.map((set) => [set.join(', '), set] as const);

const eight: readonly Kind[] = [
  'reply',
  'price',
  'meeting',
  'opt-out',
  'won',
  'bounce',
  'away',
  'stage',
];

describe('one by one, in all 24 orders', () => {
  test.each(named(setsOf(eight, 4)))('%s', async (_, set) => {
    const ended = await tryOrders(weeks, orders(set));
    expectSame(ended);
    const { enrolments = [], suppressed = null } = ended[0]?.standing ?? {};
    const live = enrolments.filter(({ status }) => status === 'active' || status === 'paused');
    const strongest = set.includes('opt-out')
      ? 'opted_out'
      : set.includes('bounce')
        ? 'bounced'
        : null;
    expect(suppressed).toBe(strongest);
    if (suppressed !== null) expect(live).toEqual([]);
    const followOns = enrolments.filter(({ cadence }) => cadence === 'care');
    expect(followOns).toHaveLength(set.includes('won') ? 1 : 0);
  });
});

const hard: readonly (readonly Kind[])[] = [
  ['reply', 'price', 'won', 'stage'],
  ['won', 'lost', 'reply', 'meeting'],
  ['won', 'won again', 'reply', 'stage'],
  ['complaint', 'opt-out', 'bounce', 'won'],
  ['price', 'meeting', 'away', 'lost'],
];

const ways: readonly (readonly [what: string, trial: Trial])[] = [
  ['all in one call', { arrive: (order) => [order] }],
  ['in two calls', { arrive: (order) => [order.slice(0, 2), order.slice(2)] }],
  [
    'each call repeats what came before it, twice',
    {
      arrive: (order) =>
        order.map((kind, n) => [kind, kind, ...order.slice(0, n), ...order.slice(0, n)]),
    },
  ],
  ['at one and the same instant', { change: (event) => ({ ...event, occurredAt: at(3) }) }],
  [
    'dated tomorrow, by a clock that runs ahead',
    { change: (event) => ({ ...event, occurredAt: new Date(event.occurredAt.getTime() + 1e8) }) },
  ],
  [
    'dated years ago',
    { change: (event) => ({ ...event, occurredAt: new Date(event.occurredAt.getTime() - 1e11) }) },
  ],
  [
    'what is said of a deal names one enrolment',
    {
      change: (event, { ids }) =>
        event.type.startsWith('deal.')
          ? { ...event, match: { enrolmentId: ids.get('alpha') ?? '' } }
          : event,
    },
  ],
  [
    'everything names one enrolment',
    { change: (event, { ids }) => ({ ...event, match: { enrolmentId: ids.get('alpha') ?? '' } }) },
  ],
];

describe.each(ways)('%s', (_, trial) => {
  test.each(named(hard))('%s', async (_set, set) => {
    expectSame(await tryOrders(weeks, orders(set), trial));
  });
});

test('all at once, each from a process of its own', async () => {
  const set: readonly Kind[] = ['won', 'reply', 'stage', 'price', 'away', 'meeting'];
  const persons = await enrolPeople(weeks, 8);
  const emails = persons.map(({ email }) => email);
  await Promise.all(
    persons.flatMap((person) => set.map((kind) => applyEvents(weeks.app, [eventOf(person, kind)]))),
  );
  const standings = await readStandings(weeks.app, emails);
  const ended = emails.map((email) => ({ order: email, standing: standings.get(email) }));
  const [inTurn] = await tryOrders(weeks, [set]);
  expectSame(inTurn === undefined ? [] : [inTurn, ...ended].map(withoutTimes));
});

/** The clock has moved between the two trials. */
function withoutTimes({ order, standing }: Ended): Ended {
  const enrolments = (standing?.enrolments ?? []).map((one) => ({ ...one, next: [] }));
  return { order, standing: { suppressed: null, ...standing, enrolments } };
}

test('a hundred events of one person in one call, half of them repeated', async () => {
  const set: readonly Kind[] = ['reply', 'price', 'meeting', 'away', 'stage', 'won', 'lost'];
  const persons = await enrolPeople(weeks, 6);
  const list = persons.flatMap((person, turn) =>
    Array.from({ length: 100 }, (_, n) => {
      const kind = set[(n * (turn + 1) + turn) % set.length] ?? 'reply';
      const one = eventOf(person, kind);
      const eventId = `${one.eventId} ${Math.floor(n / 14) % 4}`;
      return { ...one, eventId, event: one.event && { ...one.event, eventId } };
    }),
  );
  const receipts = await applyEvents(weeks.app, list);
  expect(receipts).toHaveLength(600);
  const duplicates = receipts.filter(({ outcome }) => outcome === 'duplicate');
  expect(duplicates.length).toBeGreaterThan(300);
  const emails = persons.map(({ email }) => email);
  const standings = await readStandings(weeks.app, emails);
  expectSame(emails.map((email) => ({ order: email, standing: standings.get(email) })));
});

describe('with mails sent in between', () => {
  const sets = named([
    ['reply', 'price', 'won', 'stage'],
    ['price', 'meeting', 'away', 'opt-out'],
    ['won', 'lost', 'reply', 'meeting'],
    ['stage', 'meeting', 'price', 'bounce'],
  ]);

  test.each(sets)('%s: the same events between the same mails', async (_, set) => {
    const halves = setsOf(set, 2).map((first) => {
      const second = set.filter((kind) => !first.includes(kind));
      return orders(first).flatMap((a) => orders(second).map((b) => [...a, ...b]));
    });
    const sent = weeks.smtp.accepted.length;
    const ended = await tryOrders(weeks, halves.flat(), {
      arrive: (order) => [
        [order[0] ?? 'reply'],
        [order[1] ?? 'reply'],
        order.slice(2, 3),
        order.slice(3),
      ],
      between: (call) => call === 1 && weeks.passUntil(new Date(weeks.now().getTime() + 5 * 864e5)),
    });
    expect(weeks.smtp.accepted.length - sent).toBeGreaterThan(10);
    const size = halves[0]?.length ?? 0;
    for (let from = 0; from < ended.length; from += size) {
      expectSame(ended.slice(from, from + size));
    }
  });
});

test('whoever is resumed after all that gets every mail once', async () => {
  const set: readonly Kind[] = ['reply', 'price', 'meeting', 'stage'];
  const persons = await enrolPeople(weeks, 24);
  const all = orders(set);
  for (let call = 0; call < 4; call += 1) {
    const events = persons.map((person, n) => eventOf(person, all[n]?.[call] ?? 'reply'));
    await applyEvents(weeks.app, events);
  }
  for (const { ids } of persons) {
    for (const id of ids.values()) {
      await changeEnrolment(weeks.app, id, { do: 'resume' }, 'rep');
    }
  }
  await weeks.passUntil(new Date(weeks.now().getTime() + 60 * 864e5));
  const standings = await readStandings(
    weeks.app,
    persons.map(({ email }) => email),
  );
  for (const { email } of persons) {
    const enrolments = standings.get(email)?.enrolments ?? [];
    expect(enrolments.map(({ status }) => status)).toEqual(['completed', 'completed']);
    const steps = enrolments.flatMap(({ sent }) => sent);
    expect(lettersTo(weeks.smtp, email)).toHaveLength(steps.length);
    expect(new Set(steps).size).toBe(steps.length);
  }
});
