/** Caps of recipients' domains and providers, in the outlook on the coming days. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { reportCapacity } from '../../../src/app/reports/capacity.ts';
import { listBehind } from '../../../src/app/reports/people.ts';
import { plannedCell } from '../../../src/app/reports/planned-cell.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { writeMailDomains } from '../../../src/store/mail-domains.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
const cadences = {
  'workspace.yaml': `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes: [{ key: kari, smtp_env: SMTP_URL, from: kari@fjord.example, timezone: UTC }]
caps: { per_domain: { per_day: 5, per_hour: 5 }, providers: { google: { per_day: 10 }, yahoo: { per_day: 10 } } }
`,
  // The second mails lie behind the days that are looked at.
  'smoke.yaml': smoke.replace('after: 2s', 'after: 30 days'),
};
const dayMs = 86_400_000;
const tomorrow = Math.ceil(Date.now() / dayMs) * dayMs + 10 * 3_600_000;

async function begin(domain: string, count: number, startMs: number) {
  const made = await enrol(system.app, {
    cadence: 'smoke',
    candidates: Array.from({ length: count }, () => ({
      prospect: { email: `${randomUUID()}@${domain}` },
      startAt: new Date(startMs),
    })),
  });
  expect(made.every((one) => !('refused' in one))).toBe(true);
}

beforeAll(async () => {
  system = await openSystem({ cadences });
  const { db } = system.app;
  await writeMailDomains(db, [{ domain: 'hosted.example', provider: 'google' }], new Date());
  await begin('big.example', 7, tomorrow);
  await begin('near.example', 4, tomorrow);
  await begin('small.example', 3, tomorrow);
  await begin('gmail.com', 6, tomorrow);
  await begin('hosted.example', 3, tomorrow);
  await begin('yahoo.com', 2, tomorrow);
  // Four of the five of today have left by now.
  await db.query(`insert into send_scopes (key, recent) values ('domain:used.example', $1)`, [
    JSON.stringify([Date.now(), 4]),
  ]);
  await begin('used.example', 1, Date.now());
});
afterAll(() => system?.close());

async function recipients() {
  const { outlooks } = await reportCapacity(system.app, seesAll, 4);
  const found = outlooks.filter(({ kind }) => kind === 'domain' || kind === 'provider');
  return found.map(({ kind, key, days }) => [
    `${kind} ${key}`,
    days.map(({ planned, room, leaves, left }) => [planned, room, leaves, left]),
  ]);
}

test('domains and providers that come near to their cap are told, and push what is beyond it', async () => {
  expect(Object.fromEntries(await recipients())).toEqual({
    'domain big.example': [
      [0, 5, 0, 0],
      [7, 5, 5, 2],
      [0, 5, 2, 0],
      [0, 5, 0, 0],
    ],
    'domain gmail.com': [
      [0, 5, 0, 0],
      [6, 5, 5, 1],
      [0, 5, 1, 0],
      [0, 5, 0, 0],
    ],
    'domain near.example': [
      [0, 5, 0, 0],
      [4, 5, 4, 0],
      [0, 5, 0, 0],
      [0, 5, 0, 0],
    ],
    'domain used.example': [
      [1, 1, 1, 0],
      [0, 5, 0, 0],
      [0, 5, 0, 0],
      [0, 5, 0, 0],
    ],
    // Of those at Gmail one has to wait for its domain.
    'provider google': [
      [0, 10, 0, 0],
      [9, 10, 8, 1],
      [0, 10, 1, 0],
      [0, 10, 0, 0],
    ],
  });
  const { outlooks } = await reportCapacity(system.app, seesAll, 4);
  const all = outlooks[0]?.days.map(({ planned, leaves, left }) => [planned, leaves, left]);
  expect(all?.slice(0, 3)).toEqual([
    [1, 1, 0],
    [25, 22, 3],
    [0, 3, 0],
  ]);
});

test.each([
  ['domain', 'big.example', 7],
  ['domain', 'gmail.com', 6],
  ['provider', 'google', 9],
] as const)('the number of the %s %s leads to its enrolments', async (kind, key, count) => {
  const on = new Date(tomorrow).toISOString().slice(0, 10);
  const cell = await plannedCell(system.app, { kind, key, on });
  const behind = await listBehind(system.app, {}, seesAll, cell, { after: null, limit: 50 });
  expect(behind).toHaveLength(count);
});

test('whoever sees the work of some is told of providers, and not who the prospects of others are', async () => {
  const own = { ...seesAll, owners: ['kari@firm.no'] };
  const { outlooks } = await reportCapacity(system.app, own, 4);
  expect(outlooks.map(({ kind, key }) => `${kind} ${key}`)).toEqual(
    expect.arrayContaining(['all ', 'mailbox kari', 'cadence smoke', 'provider google']),
  );
  expect(outlooks.filter(({ kind }) => kind === 'domain')).toEqual([]);
});

test('of many domains the fullest thirty are told', async () => {
  for (let nth = 0; nth < 32; nth += 1) await begin(`d${nth}.example`, 5, tomorrow + dayMs);
  const told = (await recipients()).map(([name]) => name);
  expect(told.filter((name) => String(name).startsWith('domain'))).toHaveLength(30);
  expect(told).toEqual(expect.arrayContaining(['domain big.example', 'domain gmail.com']));
});
