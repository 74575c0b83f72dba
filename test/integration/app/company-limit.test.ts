/** So many people of one company in a cadence at a time: one by one, in lists, and many at once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { runImport } from '../../../src/app/enrolling/import.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { readRefusals } from '../../../src/store/imports.ts';
import { type Doors, openDoors } from './entry-doors.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors?.close());

describe('people of one company', () => {
  const at = (domain: string) => `p-${randomUUID()}@${domain}`;

  test('so many at a time, by the domain of the address', async () => {
    const domain = `${randomUUID()}.example`;
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await doors.into('few', at(domain))).enrolmentId);
    const email = at(domain);
    expect(await doors.refusal('few', email)).toEqual([
      'company_limit',
      `… is refused: few has 3 people of ${domain} already, and takes no more of one company.`,
      undefined,
    ]);
    expect(await doors.refusal('few', at('elsewhere.example'))).toBeNull();
    await doors.end(ids[0] ?? '');
    expect(await doors.refusal('few', email)).toBeNull();
  });

  test('by its name at a public mail provider, and without a name there is no limit', async () => {
    const company = `Fjord ${randomUUID()} AS`;
    for (const domain of ['gmail.com', 'online.no', 'outlook.com']) {
      expect(await doors.refusal('few', at(domain), company)).toBeNull();
    }
    const [code, message] =
      (await doors.refusal('few', at('gmail.com'), ` ${company.toUpperCase()} `)) ?? [];
    expect(code).toBe('company_limit');
    expect(message).toContain(`few has 3 people of ${company.toUpperCase()} already`);
    for (let n = 0; n < 5; n += 1) expect(await doors.refusal('few', at('gmail.com'))).toBeNull();
  });

  test('the rows of a list count one another, in their order', async () => {
    const [one, two] = [`${randomUUID()}.example`, `${randomUUID()}.example`];
    const emails = Array.from({ length: 10 }, (_, n) => at(n % 2 === 0 ? one : two));
    const candidates = emails.map((email) => ({ prospect: { email } }));
    for (const dryRun of [true, false]) {
      const results = await enrol(doors.app, { cadence: 'few', candidates, dryRun });
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
      await runImport(doors.app, {
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
  test('thirty people of one company, three', async () => {
    const domain = `${randomUUID()}.example`;
    const codes = await Promise.all(
      Array.from({ length: 30 }, (_, n) => doors.refusal('all', `p${n}@${domain}`)),
    );
    expect(codes.filter((one) => one === null)).toHaveLength(3);
    expect(codes.filter((one) => one?.[0] === 'company_limit')).toHaveLength(27);
    expect(
      (await doors.live('all')).filter(({ email }) => email.endsWith(`@${domain}`)),
    ).toHaveLength(3);
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
        runImport(doors.app, { cadence: 'all', lines: list(order)(), by: 'test' }),
      ),
    );
    expect(totals.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(60);
    const counts = new Map<string, number>();
    for (const { email } of await doors.live('all')) {
      const domain = email.split('@')[1] ?? '';
      counts.set(domain, (counts.get(domain) ?? 0) + 1);
    }
    expect(domains.map((domain) => counts.get(domain))).toEqual(domains.map(() => 3));
    const codes = (await readRefusals(doors.app.db, totals[0]?.importId ?? '', 100, seesAll)).map(
      ({ code }) => code,
    );
    expect(new Set(codes)).toEqual(
      new Set(codes.filter((code) => code === 'company_limit' || code === 'already_enrolled')),
    );
  });
});
