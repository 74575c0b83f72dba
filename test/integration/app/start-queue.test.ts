/** Cadences that let so many people start a day: the others wait, and start by themselves in the order in which they came. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeEnrolment, type PersonAction } from '../../../src/app/change-enrolment.ts';
import { enrol, enrolOne } from '../../../src/app/enrol.ts';
import { eraseProspect } from '../../../src/app/erase.ts';
import { explain } from '../../../src/app/explain.ts';
import { runImport } from '../../../src/app/import.ts';
import { movePending } from '../../../src/app/move-pending.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { rollback } from '../../../src/app/rollback.ts';
import { suppress } from '../../../src/app/suppress.ts';
import { switchEnrolment } from '../../../src/app/switch-enrolment.ts';
import { undoImport } from '../../../src/app/undo-import.ts';
import { listEnrolments, readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { publishEdited } from '../../helpers/editing.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';

const cadence = (key: string, entry: string, first = 'one') => `
key: ${key}
title: ${key}
schedule: { timezone: Europe/Oslo }
${entry === '' ? '' : `entry: { ${entry} }`}
steps:
  - { id: ${first}, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 3 days, stage: presentation, email: { template: smoke/two } }
on:
  reply: { pause: true }
  objection: { price: { track: price } }
  meeting_booked: { advance: presentation }
  deal_won: { exit: closed_won, enrol: { cadence: led, after: 3 days } }
  out_of_office: { pause: until-return, default: 7 days }
tracks:
  price: { stage: objection-handling, steps: [{ id: answer, email: { template: smoke/two } }] }
`;
const files = {
  'daily.yaml': cadence('daily', 'max_new_per_day: 2'),
  'led.yaml': cadence('led', 'max_new_per_day: 2'),
  'many.yaml': cadence('many', 'max_new_per_day: 200'),
  'open.yaml': cadence('open', ''),
};

// The Friday before the clocks go back in Oslo: Sunday has 25 hours.
const friday = '2026-10-23T08:00:00Z';
const clock = createSetClock(friday);
let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ clock, cadences: files });
});
afterAll(() => system?.close());

/** The same instant in Oslo on the day that comes so many days after, and just before and after midnight there. */
const midnights = [
  '2026-10-23T22:00:00Z',
  '2026-10-24T22:00:00Z',
  '2026-10-25T23:00:00Z',
  '2026-10-26T23:00:00Z',
];
const [saturday = '', sunday = '', monday = ''] = midnights;
const justBefore = (at: string) => new Date(Date.parse(at) - 1);
const reconcileTwice = () => Promise.all([reconcile(system.app), reconcile(system.app)]);

const all = async (key: string) =>
  (await listEnrolments(system.app.db, { cadence: key, limit: 10_000 })).filter(
    ({ endedAt }) => endedAt === null,
  );
const stateOf = async (id: string) => (await readEnrolment(system.app.db, id))?.state;
const typesOf = async (id: string) =>
  (await readTimeline(system.app.db, id, null, 50)).map(({ type }) => type);
const touchesOf = async (id: string) =>
  (await readTouches(system.app.db, id)).map(({ step, status }) => [step, status]);
const act = (id: string, action: PersonAction) => changeEnrolment(system.app, id, action, 'rep');

/** Ends everybody and begins the Friday anew with an empty queue. */
beforeEach(async () => {
  clock.set(friday);
  for (const key of ['daily', 'led', 'many', 'open']) {
    for (const { id } of await all(key)) await act(id, { do: 'exit', reason: 'manual' });
  }
  await system.app.db.query('delete from start_queues');
});

/** So many people one after the other: their ids, and the answers. */
async function enrolled(count: number, key = 'daily') {
  const people = [];
  for (let n = 0; n < count; n += 1) {
    const { email } = somebody();
    people.push({ email, ...(await enrolOne(system.app, key, { prospect: { email } })) });
  }
  return people;
}

describe('two a day', () => {
  test('start at once; the third waits, and nothing is planned for it', async () => {
    const people = await enrolled(5);
    expect(people.map(({ status, startsAt }) => [status, startsAt?.toISOString()])).toEqual([
      ['active', undefined],
      ['active', undefined],
      ['pending', new Date(saturday).toISOString()],
      ['pending', new Date(saturday).toISOString()],
      ['pending', new Date(sunday).toISOString()],
    ]);
    const last = people[4]?.enrolmentId ?? '';
    expect(await touchesOf(last)).toEqual([]);
    expect(await typesOf(last)).toEqual(['enrolment.created']);
    expect(await explain(system.app, last)).toMatchObject({
      status: 'pending',
      code: 'cap_reached',
      next: null,
      summary:
        'It waits as number 3 of 3: max_new_per_day is 2, and it is expected to start on 2026-10-25 (Europe/Oslo).',
    });
  });

  test('the others start as the day turns in the zone of the cadence, in their order', async () => {
    const ids = (await enrolled(5)).map(({ enrolmentId }) => enrolmentId);
    const active = async () =>
      (await all('daily')).filter(({ state }) => state.status === 'active');
    const days = [];
    for (const at of [
      justBefore(saturday),
      saturday,
      justBefore(sunday),
      sunday,
      justBefore(monday),
      monday,
    ]) {
      clock.set(at);
      await reconcileTwice();
      days.push((await active()).map(({ id }) => ids.indexOf(id)).sort());
    }
    const [two, four, five] = [
      [0, 1],
      [0, 1, 2, 3],
      [0, 1, 2, 3, 4],
    ];
    expect(days).toEqual([two, four, four, five, five, five]);
    expect(await touchesOf(ids[4] ?? '')).toEqual([['one', 'queued']]);
    expect(await typesOf(ids[4] ?? '')).toEqual([
      'enrolment.created',
      'enrolment.started',
      'stage.entered',
    ]);
  });

  test('whoever has started counts, whatever became of them', async () => {
    const [one, two] = await enrolled(2);
    await act(one?.enrolmentId ?? '', { do: 'exit', reason: 'manual' });
    await tell(system.app, two?.email ?? '', 'prospect.opted_out');
    expect((await enrolled(1))[0]?.status).toBe('pending');
  });

  test('nobody goes before those who wait, also when there is a place', async () => {
    const people = await enrolled(4);
    clock.set(saturday);
    // The day has turned, and the reconciler has not come by yet.
    expect((await enrolled(1))[0]?.status).toBe('pending');
    await reconcile(system.app);
    const started = (await all('daily')).filter(({ state }) => state.status === 'active');
    expect(started.map(({ id }) => id).sort()).toEqual(people.map((one) => one.enrolmentId).sort());
  });

  test('who wants to start later waits until then', async () => {
    const startAt = new Date('2026-10-24T10:00:00Z');
    const { email } = somebody();
    const made = await enrolOne(system.app, 'daily', { prospect: { email }, startAt });
    expect(made).toMatchObject({ status: 'pending', startsAt: startAt });
    clock.set(justBefore(startAt.toISOString()));
    await reconcile(system.app);
    expect((await stateOf(made.enrolmentId))?.status).toBe('pending');
    clock.set(startAt);
    await reconcile(system.app);
    expect((await stateOf(made.enrolmentId))?.status).toBe('active');
  });
});

describe('while somebody waits', () => {
  /** Somebody who is third of two. */
  const waiting = async () => {
    const [, , third] = await enrolled(3);
    return {
      id: third?.enrolmentId ?? '',
      email: third?.email ?? '',
      prospectId: third?.prospectId,
    };
  };
  const onSaturday = async () => {
    clock.set(saturday);
    await reconcileTwice();
  };

  test.each<
    [
      what: string,
      end: (one: { id: string; email: string; prospectId: string }) => Promise<unknown>,
      reason: string,
    ]
  >([
    ['an opt-out', ({ email }) => tell(system.app, email, 'prospect.opted_out'), 'opted_out'],
    ['a deal that is lost', ({ email }) => tell(system.app, email, 'deal.lost'), 'closed_lost'],
    ['a person', ({ id }) => act(id, { do: 'exit', reason: 'manual' }), 'manual'],
    ['an erasure', ({ prospectId }) => eraseProspect(system.app, prospectId), 'erased'],
    [
      'a suppression',
      ({ email }) => suppress(system.app, { value: email, reason: 'manual', source: 'test' }),
      'manual',
    ],
    [
      'a suppression that has not come to it yet',
      ({ email }) =>
        system.app.db.query(
          `insert into suppressions (value, reason, source, created_at) values ($1, 'complained', 'test', now())`,
          [email],
        ),
      'complained',
    ],
    [
      'a switch',
      ({ id }) => switchEnrolment(system.app, id, { cadence: 'open' }, 'rep'),
      'switched',
    ],
  ])('%s ends it, and it never starts', async (_what, end, reason) => {
    const one = await waiting();
    await end({ ...one, prospectId: one.prospectId ?? '' });
    await onSaturday();
    expect(await stateOf(one.id)).toMatchObject({ status: 'exited', exitReason: reason });
    expect(await touchesOf(one.id)).toEqual([]);
    expect(await typesOf(one.id)).not.toContain('enrolment.started');
  });

  test('a reply holds it; resumed, it goes back to the place that it had', async () => {
    const { id, email } = await waiting();
    const [later] = await enrolled(1);
    await tell(system.app, email, 'reply.received');
    expect(await stateOf(id)).toMatchObject({ status: 'paused', pauseReason: 'replied' });
    expect(await touchesOf(id)).toEqual([]);
    await act(id, { do: 'resume' });
    expect((await stateOf(id))?.status).toBe('pending');
    expect((await explain(system.app, id)).summary).toContain('as number 1 of 2');
    expect((await explain(system.app, later?.enrolmentId ?? '')).summary).toContain(
      'number 2 of 2',
    );
  });

  test('paused over its day, it starts when it is resumed and there is a place', async () => {
    const { id, email } = await waiting();
    await tell(system.app, email, 'reply.auto', { until: new Date('2026-10-26T09:00:00Z') });
    await onSaturday();
    expect((await stateOf(id))?.status).toBe('paused');
    clock.set('2026-10-26T09:00:00Z');
    await reconcile(system.app);
    expect((await stateOf(id))?.status).toBe('active');
    expect(await typesOf(id)).toEqual([
      ...['enrolment.created', 'reply.auto', 'enrolment.paused', 'enrolment.resumed'],
      ...['enrolment.started', 'stage.entered'],
    ]);
  });

  test('what is heard leads it on, and there it starts', async () => {
    const [objects, meets] = [await waiting(), (await enrolled(1))[0]];
    await tell(system.app, objects.email, 'reply.objection', { category: 'price' });
    await tell(system.app, meets?.email ?? '', 'meeting.booked');
    expect(await stateOf(objects.id)).toMatchObject({ status: 'pending', track: 'price' });
    await onSaturday();
    expect(await stateOf(objects.id)).toMatchObject({ status: 'active', track: 'price' });
    expect(await touchesOf(objects.id)).toEqual([['answer', 'queued']]);
    expect(await touchesOf(meets?.enrolmentId ?? '')).toEqual([['two', 'scheduled']]);
    // Heard again after the start, the same is folded over somebody who has started.
    await tell(system.app, objects.email, 'reply.objection', { category: 'price' });
    expect(await stateOf(objects.id)).toMatchObject({ status: 'active', track: 'price' });
  });

  test('a person moves it on, and it keeps its place', async () => {
    const { id } = await waiting();
    await act(id, { do: 'pause', until: null });
    await act(id, { do: 'advance', stage: 'presentation' });
    expect(await stateOf(id)).toMatchObject({ status: 'pending', cursor: 'two' });
    await expect(act(id, { do: 'resume' })).rejects.toMatchObject({ code: 'not_paused' });
    await onSaturday();
    expect(await stateOf(id)).toMatchObject({ status: 'active', cursor: 'two' });
  });

  test('it is moved to another version and back, and waits on', async () => {
    const { id } = await waiting();
    const edited = { 'daily.yaml': cadence('daily', 'max_new_per_day: 2', 'hello') };
    await publishEdited(system, edited, 'move-now');
    await movePending(system.app);
    expect(await stateOf(id)).toMatchObject({ status: 'pending', cursor: 'hello' });
    await rollback(system.app, null, 'test');
    await movePending(system.app);
    expect(await stateOf(id)).toMatchObject({ status: 'pending', cursor: 'one' });
    await onSaturday();
    expect(await touchesOf(id)).toEqual([['one', 'queued']]);
    await publishEdited(system, files, 'pin');
  });

  test('another number, or none any more, counts at once', async () => {
    const ids = (await enrolled(6)).map(({ enrolmentId }) => enrolmentId);
    const statuses = async () => Promise.all(ids.map(async (id) => (await stateOf(id))?.status));
    await publishEdited(system, { 'daily.yaml': cadence('daily', 'max_new_per_day: 4') }, 'pin');
    await reconcile(system.app);
    expect((await statuses()).filter((status) => status === 'active')).toHaveLength(4);
    await publishEdited(system, { 'daily.yaml': cadence('daily', '') }, 'pin');
    await reconcile(system.app);
    expect(new Set(await statuses())).toEqual(new Set(['active']));
    await publishEdited(system, files, 'pin');
  });
});

test('what an event leads to waits too: for its day, and for its turn', async () => {
  const people = await enrolled(3, 'open');
  for (const { email } of people) await tell(system.app, email, 'deal.won');
  expect((await all('led')).map(({ state }) => state.status)).toEqual([
    'pending',
    'pending',
    'pending',
  ]);
  const started = async (at: string) => {
    clock.set(at);
    await reconcileTwice();
    return (await all('led')).filter(({ state }) => state.status === 'active').length;
  };
  // Three days on the wall clock, over the end of summer time.
  expect(await started('2026-10-26T08:59:59Z')).toBe(0);
  expect(await started('2026-10-26T09:00:00Z')).toBe(2);
  expect(await started('2026-10-26T22:59:59Z')).toBe(2);
  expect(await started('2026-10-26T23:00:00Z')).toBe(3);
});

describe('a list of five hundred, two hundred a day', () => {
  const emails = Array.from({ length: 500 }, () => somebody().email);
  const lines = async function* () {
    for (const [n, email] of emails.entries()) yield { line: n + 2, row: { prospect: { email } } };
  };
  const request = () => ({ cadence: 'many', lines: lines(), by: 'test' });
  const told = { accepted: 500, refused: 0, waiting: 300, lastStartsAt: new Date(sunday) };

  test('is told before it is done', async () => {
    expect(await runImport(system.app, { ...request(), dryRun: true })).toMatchObject(told);
    expect(await all('many')).toEqual([]);
  });

  test('starts on three days in the order of the list, whoever starts them', async () => {
    expect(await runImport(system.app, request())).toMatchObject(told);
    const active = async () =>
      (await all('many'))
        .filter(({ state }) => state.status === 'active')
        .map(({ email }) => emails.indexOf(email))
        .sort((a, b) => a - b);
    const first = (count: number) => Array.from({ length: count }, (_, n) => n);
    expect(await active()).toEqual(first(200));
    for (const [at, count] of [
      [saturday, 400],
      [justBefore(sunday), 400],
      [sunday, 500],
    ] as const) {
      clock.set(at);
      await Promise.all([reconcileTwice(), reconcileTwice()]);
      expect(await active()).toEqual(first(count));
    }
    const { rows } = await system.app.db.query<{ day: string; count: number }>(
      `select (at at time zone 'Europe/Oslo')::date::text as day, count(*)::int as count
         from timeline t join enrolments e on e.id = t.enrolment_id
        where e.cadence_key = 'many' and t.type = 'stage.entered' and e.ended_at is null
        group by day order by day`,
      [],
    );
    expect(rows).toEqual([
      { day: '2026-10-23', count: 200 },
      { day: '2026-10-24', count: 200 },
      { day: '2026-10-25', count: 100 },
    ]);
  });

  test('and taken back, nobody of it starts any more', async () => {
    const { importId } = await runImport(system.app, request());
    await undoImport(system.app, importId ?? '', 'rep');
    clock.set(saturday);
    await reconcile(system.app);
    expect(await all('many')).toEqual([]);
  });
});

test('many who enrol at the same moment get exactly the places that there are', async () => {
  const made = await Promise.all(
    Array.from({ length: 20 }, () => enrolOne(system.app, 'daily', { prospect: somebody() })),
  );
  expect(made.filter(({ status }) => status === 'active')).toHaveLength(2);
  clock.set(saturday);
  const [, , late] = await Promise.all([
    reconcile(system.app),
    reconcile(system.app),
    enrol(system.app, { cadence: 'daily', candidates: [{ prospect: somebody() }] }),
  ]);
  expect(late).toMatchObject([{ status: 'pending' }]);
  expect((await all('daily')).filter(({ state }) => state.status === 'active')).toHaveLength(4);
});
