/** Who is let into a cadence, whoever asks: one person, a list, an event, a switch, many at once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeEnrolment } from '../../../src/app/change-enrolment.ts';
import { enrol, enrolOne } from '../../../src/app/enrol.ts';
import { eraseProspect } from '../../../src/app/erase.ts';
import { runImport } from '../../../src/app/import.ts';
import { suppress } from '../../../src/app/suppress.ts';
import { switchEnrolment } from '../../../src/app/switch-enrolment.ts';
import { undoImport } from '../../../src/app/undo-import.ts';
import { Refused } from '../../../src/errors.ts';
import { listEnrolments } from '../../../src/store/enrolments.ts';
import { readRefusals } from '../../../src/store/imports.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';

const cadence = (key: string, entry: string, on = '{}') => `
key: ${key}
title: ${key}
schedule: { timezone: Europe/Oslo }
${entry === '' ? '' : `entry: { ${entry} }`}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 3 days, email: { template: smoke/two } }
on: ${on}
`;
const cadences = {
  open: cadence('open', '', '{ deal_won: { exit: closed_won, enrol: { cadence: calm } } }'),
  other: cadence('other', ''),
  once: cadence('once', 'reentry: once'),
  again: cadence('again', 'reentry: when-not-active'),
  alone: cadence('alone', 'exclusive: true'),
  calm: cadence('calm', 'cooldown: 14 days'),
  few: cadence('few', 'max_active_per_company: 3'),
  all: cadence(
    'all',
    'reentry: once, exclusive: true, cooldown: 2 weeks, max_active_per_company: 3',
  ),
};

const startAt = '2026-11-25T09:00:00Z';
const clock = createSetClock(startAt);
let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({
    clock,
    cadences: Object.fromEntries(
      Object.entries(cadences).map(([key, text]) => [`${key}.yaml`, text]),
    ),
  });
});
afterAll(() => system?.close());

const into = (key: string, email: string, company?: string) =>
  enrolOne(system.app, key, { prospect: { email, ...(company === undefined ? {} : { company }) } });
/** The code, and the message without the address. */
const refusal = (key: string, email: string, company?: string) =>
  into(key, email, company).then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      return [error.code, error.message.replace(email, '…'), error.details?.acceptedFrom];
    },
  );
const end = (id: string) =>
  changeEnrolment(system.app, id, { do: 'exit', reason: 'manual' }, 'rep');
const live = async (key: string) => {
  const all = await listEnrolments(system.app.db, { cadence: key, limit: 10_000 });
  return all.filter(({ endedAt }) => endedAt === null);
};

describe('again into the same cadence', () => {
  test('without rules as often as anybody likes', async () => {
    const { email } = somebody();
    await into('open', email);
    expect(await refusal('open', email)).toBeNull();
  });

  test('not while they are in it', async () => {
    const { email } = somebody();
    const { enrolmentId } = await into('again', email);
    expect(await refusal('again', email)).toEqual([
      'already_enrolled',
      '… is in again already.',
      undefined,
    ]);
    await changeEnrolment(system.app, enrolmentId, { do: 'pause', until: null }, 'rep');
    expect((await refusal('again', email))?.[0]).toBe('already_enrolled');
    await end(enrolmentId);
    expect(await refusal('again', email)).toBeNull();
  });

  test('once', async () => {
    const { email } = somebody();
    const { enrolmentId } = await into('once', email);
    expect((await refusal('once', email))?.[0]).toBe('already_enrolled');
    await end(enrolmentId);
    expect(await refusal('once', email)).toEqual([
      'not_reenterable',
      '… has been in once, which takes nobody twice.',
      undefined,
    ]);
  });

  test('an import that was taken back before anything was sent has not been', async () => {
    const { email } = somebody();
    const lines = async function* () {
      yield { line: 2, row: { prospect: { email } } };
    };
    const request = { cadence: 'all', lines: lines(), by: 'test' };
    const { importId } = await runImport(system.app, request);
    await undoImport(system.app, importId ?? '', 'rep');
    expect(await refusal('all', email)).toBeNull();
  });

  test('what was sent before it was taken back has been', async () => {
    const { email } = somebody();
    const lines = async function* () {
      yield { line: 2, row: { prospect: { email } } };
    };
    const request = { cadence: 'once', lines: lines(), by: 'test' };
    const { importId } = await runImport(system.app, request);
    await system.app.db.query(
      `update touches t set status = 'sent' from enrolments e where e.id = t.enrolment_id and e.import_id = $1`,
      [importId],
    );
    await undoImport(system.app, importId ?? '', 'rep');
    expect((await refusal('once', email))?.[0]).toBe('already_enrolled');
  });
});

test('nobody who is in another cadence: the message names it, and the other one does not mind', async () => {
  const { email } = somebody();
  const { enrolmentId } = await into('other', email);
  expect(await refusal('alone', email)).toEqual([
    'already_enrolled',
    '… is in other, and alone takes nobody who is in another cadence.',
    undefined,
  ]);
  await end(enrolmentId);
  expect(await refusal('alone', email)).toBeNull();
  expect(await refusal('other', email)).toBeNull();
  // Itself is no other one.
  await Promise.all((await live('other')).map(({ id }) => end(id)));
  expect(await refusal('alone', email)).toBeNull();
});

test('a cooldown counts from the last end in any cadence, by the calendar where the person is', async () => {
  clock.set('2026-10-20T10:30:00Z');
  const { email } = somebody();
  const first = await into('other', email);
  const second = await into('open', email);
  await end(first.enrolmentId);
  clock.set('2026-10-21T10:30:00Z');
  await end(second.enrolmentId);
  // Fourteen days on the wall clock, over the end of summer time.
  const acceptedFrom = new Date('2026-11-04T11:30:00Z');
  expect(await refusal('calm', email)).toEqual([
    'in_cooldown',
    '… is taken by calm from 2026-11-04 12:30 (Europe/Oslo) on, 14 days after the end of their last cadence.',
    acceptedFrom,
  ]);
  clock.set(new Date(acceptedFrom.getTime() - 1));
  expect((await refusal('calm', email))?.[0]).toBe('in_cooldown');
  clock.set(acceptedFrom);
  expect(await refusal('calm', email)).toBeNull();
  clock.set(startAt);
});

describe('what leads there is no reason to wait', () => {
  test('an enrolment that an event has ended', async () => {
    const { email } = somebody();
    const { prospectId } = await into('open', email);
    await tell(system.app, email, 'deal.won');
    const all = await listEnrolments(system.app.db, { prospectId, limit: 10 });
    expect(all.map(({ cadence: key }) => key).sort()).toEqual(['calm', 'open']);
  });

  test('but another one that has ended is, and then it says so', async () => {
    const { email } = somebody();
    const before = await into('other', email);
    const { enrolmentId, prospectId } = await into('open', email);
    await end(before.enrolmentId);
    await tell(system.app, email, 'deal.won');
    const all = await listEnrolments(system.app.db, { prospectId, limit: 10 });
    expect(all.map(({ cadence: key }) => key).sort()).toEqual(['open', 'other']);
    const timeline = await readTimeline(system.app.db, enrolmentId, null, 50);
    expect(timeline.find(({ type }) => type === 'enrolment.refused')?.data).toEqual({
      cadence: 'calm',
      code: 'in_cooldown',
      acceptedFrom: '2026-12-09T09:00:00.000Z',
    });
  });

  test('the one that a person switches from; where the other refuses, nothing has happened', async () => {
    const { email } = somebody();
    const { enrolmentId } = await into('other', email);
    const switched = await switchEnrolment(system.app, enrolmentId, { cadence: 'calm' }, 'rep');
    await into('other', email);
    const back = switchEnrolment(system.app, switched.enrolmentId, { cadence: 'alone' }, 'rep');
    await expect(back).rejects.toMatchObject({ code: 'already_enrolled' });
    expect((await live('calm')).map(({ id }) => id)).toContain(switched.enrolmentId);
  });
});

test('who gets no mail at all is told that first', async () => {
  const [suppressed, erased] = [somebody(), somebody()];
  const made = await Promise.all([into('all', suppressed.email), into('once', erased.email)]);
  await suppress(system.app, { value: suppressed.email, reason: 'manual', source: 'test' });
  await eraseProspect(system.app, made[1].prospectId);
  expect((await refusal('all', suppressed.email))?.[0]).toBe('suppressed');
  expect((await refusal('once', erased.email))?.[0]).toBe('erased');
  expect((await refusal('once', 'nobody'))?.[0]).toBe('invalid_address');
});

describe('people of one company', () => {
  const at = (domain: string) => `p-${randomUUID()}@${domain}`;

  test('so many at a time, by the domain of the address', async () => {
    const domain = `${randomUUID()}.example`;
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await into('few', at(domain))).enrolmentId);
    const email = at(domain);
    expect(await refusal('few', email)).toEqual([
      'company_limit',
      `… is refused: few has 3 people of ${domain} already, and takes no more of one company.`,
      undefined,
    ]);
    expect(await refusal('few', at('elsewhere.example'))).toBeNull();
    await end(ids[0] ?? '');
    expect(await refusal('few', email)).toBeNull();
  });

  test('by its name at a public mail provider, and without a name there is no limit', async () => {
    const company = `Fjord ${randomUUID()} AS`;
    for (const domain of ['gmail.com', 'online.no', 'outlook.com']) {
      expect(await refusal('few', at(domain), company)).toBeNull();
    }
    const [code, message] =
      (await refusal('few', at('gmail.com'), ` ${company.toUpperCase()} `)) ?? [];
    expect(code).toBe('company_limit');
    expect(message).toContain(`few has 3 people of ${company.toUpperCase()} already`);
    for (let n = 0; n < 5; n += 1) expect(await refusal('few', at('gmail.com'))).toBeNull();
  });

  test('the rows of a list count one another, in their order', async () => {
    const [one, two] = [`${randomUUID()}.example`, `${randomUUID()}.example`];
    const emails = Array.from({ length: 10 }, (_, n) => at(n % 2 === 0 ? one : two));
    const candidates = emails.map((email) => ({ prospect: { email } }));
    for (const dryRun of [true, false]) {
      const results = await enrol(system.app, { cadence: 'few', candidates, dryRun });
      expect(results.map((one) => ('refused' in one ? one.refused : 'in'))).toEqual([
        ...Array.from({ length: 6 }, () => 'in'),
        ...Array.from({ length: 4 }, () => 'company_limit'),
      ]);
    }
  });

  test('a dry run of a list of several batches says what the import then does', async () => {
    const domain = `${randomUUID()}.example`;
    // The first, the middle and the last of them in three batches.
    const emails = Array.from({ length: 2_500 }, (_, n) =>
      n % 600 === 0 ? at(domain) : at(`${randomUUID()}.example`),
    );
    const lines = async function* () {
      for (const [n, email] of emails.entries())
        yield { line: n + 2, row: { prospect: { email } } };
    };
    const told: number[][] = [];
    for (const dryRun of [true, false]) {
      const refused: number[] = [];
      await runImport(system.app, {
        cadence: 'few',
        lines: lines(),
        by: 'test',
        dryRun,
        onRefusal: ({ line, code }) => code === 'company_limit' && refused.push(line),
      });
      told.push(refused);
    }
    expect(told).toEqual([
      [1_802, 2_402],
      [1_802, 2_402],
    ]);
  });
});

describe('many at once', () => {
  test('one person fifty times, once', async () => {
    const { email } = somebody();
    const codes = await Promise.all(Array.from({ length: 50 }, () => refusal('once', email)));
    expect(codes.filter((one) => one === null)).toHaveLength(1);
    expect(codes.filter((one) => one?.[0] === 'already_enrolled')).toHaveLength(49);
  });

  test('thirty people of one company, three', async () => {
    const domain = `${randomUUID()}.example`;
    const codes = await Promise.all(
      Array.from({ length: 30 }, (_, n) => refusal('all', `p${n}@${domain}`)),
    );
    expect(codes.filter((one) => one === null)).toHaveLength(3);
    expect(codes.filter((one) => one?.[0] === 'company_limit')).toHaveLength(27);
    expect((await live('all')).filter(({ email }) => email.endsWith(`@${domain}`))).toHaveLength(3);
  });

  test('lists of the same people and companies that are imported at the same time', async () => {
    const domains = Array.from({ length: 20 }, () => `${randomUUID()}.example`);
    const emails = domains.flatMap((domain) =>
      Array.from({ length: 5 }, (_, n) => `p${n}@${domain}`),
    );
    const list = (order: readonly string[]) =>
      async function* () {
        for (const [n, email] of order.entries())
          yield { line: n + 2, row: { prospect: { email } } };
      };
    const totals = await Promise.all(
      [emails, emails.toReversed(), emails.toSorted()].map((order) =>
        runImport(system.app, { cadence: 'all', lines: list(order)(), by: 'test' }),
      ),
    );
    expect(totals.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(60);
    const counts = new Map<string, number>();
    for (const { email } of await live('all')) {
      const domain = email.split('@')[1] ?? '';
      counts.set(domain, (counts.get(domain) ?? 0) + 1);
    }
    expect(domains.map((domain) => counts.get(domain))).toEqual(domains.map(() => 3));
    const codes = (await readRefusals(system.app.db, totals[0]?.importId ?? '', 100)).map(
      ({ code }) => code,
    );
    expect(new Set(codes)).toEqual(
      new Set(codes.filter((code) => code === 'company_limit' || code === 'already_enrolled')),
    );
  });
});
