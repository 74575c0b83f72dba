/** Cadences that let so many people start a day: the others wait, and start by themselves in the order in which they came. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enrol, enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { runImport } from '../../../src/app/enrolling/import.ts';
import { undoImport } from '../../../src/app/enrolling/undo-import.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import {
  justBefore,
  monday,
  openStartDays,
  type StartDays,
  saturday,
  sunday,
} from './start-days.ts';

let days: StartDays;
beforeAll(async () => {
  days = await openStartDays();
});
afterAll(() => days?.close());
beforeEach(() => days.beginAnew());

describe('two a day', () => {
  test('start at once; the third waits, and nothing is planned for it', async () => {
    const people = await days.enrolled(5);
    expect(people.map(({ status, startsAt }) => [status, startsAt?.toISOString()])).toEqual([
      ['active', undefined],
      ['active', undefined],
      ['pending', new Date(saturday).toISOString()],
      ['pending', new Date(saturday).toISOString()],
      ['pending', new Date(sunday).toISOString()],
    ]);
    const last = people[4]?.enrolmentId ?? '';
    expect(await days.touchesOf(last)).toEqual([]);
    expect(await days.typesOf(last)).toEqual(['enrolment.created']);
    expect(await explain(days.app, last)).toMatchObject({
      status: 'pending',
      code: 'cap_reached',
      next: null,
      summary:
        'It waits as number 3 of 3: max_new_per_day is 2, and it is expected to start on 2026-10-25 (Europe/Oslo).',
    });
  });

  test('the others start as the day turns in the zone of the cadence, in their order', async () => {
    const ids = (await days.enrolled(5)).map(({ enrolmentId }) => enrolmentId);
    const seen = [];
    for (const at of [
      justBefore(saturday),
      saturday,
      justBefore(sunday),
      sunday,
      justBefore(monday),
      monday,
    ]) {
      days.clock.set(at);
      await days.reconcileTwice();
      seen.push((await days.active('daily')).map(({ id }) => ids.indexOf(id)).sort());
    }
    const [two, four, five] = [
      [0, 1],
      [0, 1, 2, 3],
      [0, 1, 2, 3, 4],
    ];
    expect(seen).toEqual([two, four, four, five, five, five]);
    expect(await days.touchesOf(ids[4] ?? '')).toEqual([['one', 'queued']]);
    expect(await days.typesOf(ids[4] ?? '')).toEqual([
      'enrolment.created',
      'enrolment.started',
      'stage.entered',
    ]);
  });

  test('whoever has started counts, whatever became of them', async () => {
    const [one, two] = await days.enrolled(2);
    await days.act(one?.enrolmentId ?? '', { do: 'exit', reason: 'manual' });
    await tell(days.app, two?.email ?? '', 'prospect.opted_out');
    expect((await days.enrolled(1))[0]?.status).toBe('pending');
  });

  test('nobody goes before those who wait, also when there is a place', async () => {
    const people = await days.enrolled(4);
    days.clock.set(saturday);
    // The day has turned, and the reconciler has not come by yet.
    expect((await days.enrolled(1))[0]?.status).toBe('pending');
    await reconcile(days.app);
    const started = (await days.live('daily')).filter(({ state }) => state.status === 'active');
    expect(started.map(({ id }) => id).sort()).toEqual(people.map((one) => one.enrolmentId).sort());
  });

  test('who wants to start later waits until then', async () => {
    const startAt = new Date('2026-10-24T10:00:00Z');
    const { email } = somebody();
    const made = await enrolOne(days.app, 'daily', { prospect: { email }, startAt });
    expect(made).toMatchObject({ status: 'pending', startsAt: startAt });
    days.clock.set(justBefore(startAt.toISOString()));
    await reconcile(days.app);
    expect((await days.stateOf(made.enrolmentId))?.status).toBe('pending');
    days.clock.set(startAt);
    await reconcile(days.app);
    expect((await days.stateOf(made.enrolmentId))?.status).toBe('active');
  });
});

test('what an event leads to waits too: for its day, and for its turn', async () => {
  const people = await days.enrolled(3, 'open');
  for (const { email } of people) await tell(days.app, email, 'deal.won');
  expect((await days.live('led')).map(({ state }) => state.status)).toEqual([
    'pending',
    'pending',
    'pending',
  ]);
  const started = async (at: string) => {
    days.clock.set(at);
    await days.reconcileTwice();
    return (await days.live('led')).filter(({ state }) => state.status === 'active').length;
  };
  // Three days on the wall clock, over the end of summer time.
  expect(await started('2026-10-26T08:59:59Z')).toBe(0);
  expect(await started('2026-10-26T09:00:00Z')).toBe(2);
  expect(await started('2026-10-26T22:59:59Z')).toBe(2);
  expect(await started('2026-10-26T23:00:00Z')).toBe(3);
});

test('many who enrol at the same moment get exactly the places that there are', async () => {
  const made = await Promise.all(
    Array.from({ length: 20 }, () => enrolOne(days.app, 'daily', { prospect: somebody() })),
  );
  expect(made.filter(({ status }) => status === 'active')).toHaveLength(2);
  days.clock.set(saturday);
  const [, , late] = await Promise.all([
    reconcile(days.app),
    reconcile(days.app),
    enrol(days.app, { cadence: 'daily', candidates: [{ prospect: somebody() }] }),
  ]);
  expect(late).toMatchObject([{ status: 'pending' }]);
  expect((await days.live('daily')).filter(({ state }) => state.status === 'active')).toHaveLength(
    4,
  );
});

describe('a list of five hundred, two hundred a day', () => {
  const emails = Array.from({ length: 500 }, () => somebody().email);
  const lines = async function* () {
    for (const [n, email] of emails.entries()) yield { line: n + 2, row: { prospect: { email } } };
  };
  const request = () => ({ cadence: 'many', lines: lines(), by: 'test' });
  const told = { accepted: 500, refused: 0, waiting: 300, lastStartsAt: new Date(sunday) };

  test('is told before it is done', async () => {
    expect(await runImport(days.app, { ...request(), dryRun: true })).toMatchObject(told);
    expect(await days.live('many')).toEqual([]);
  });

  test('starts on three days in the order of the list, whoever starts them', async () => {
    expect(await runImport(days.app, request())).toMatchObject(told);
    const active = async () =>
      (await days.live('many'))
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
      days.clock.set(at);
      await Promise.all([days.reconcileTwice(), days.reconcileTwice()]);
      expect(await active()).toEqual(first(count));
    }
    const { rows } = await days.app.db.query<{ day: string; count: number }>(
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
    const others = await days.live('many');
    const more = async function* () {
      yield* Array.from({ length: 250 }, (_, n) => ({
        line: n + 2,
        row: { prospect: somebody() },
      }));
    };
    const list = { cadence: 'many', lines: more(), by: 'test' };
    const { importId, waiting } = await runImport(days.app, list);
    expect(waiting).toBe(50);
    await undoImport(days.app, importId ?? '', 'rep', seesAll);
    days.clock.set(saturday);
    await reconcile(days.app);
    expect(await days.live('many')).toEqual(others);
  });
});
