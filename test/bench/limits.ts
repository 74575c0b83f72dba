/**
 * What limits cost: claims of touches in an installation whose mailboxes, pool, cadence and recipients' domains all have
 * caps (none of which is reached), and in one that has none. In sets as large as the connections of a process let them be.
 */

import { enrol } from '../../src/app/enrolling/enrol.ts';
import { claimSet } from '../../src/app/sending/claim-set.ts';
import type { ClaimRequest } from '../../src/store/claims.ts';
import type { BenchServer, Installation } from './installation.ts';
import { median, type Result, ratioResult } from './result.ts';

const mailboxes = Array.from({ length: 20 }, (_, nth) => `box-${nth}`);
const setSize = 20;

const workspace = (capped: boolean) => `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
${mailboxes.map((key) => `  - { key: ${key}, smtp_env: SMTP_URL, from: ${key}@fjord.example${capped ? ', caps: { per_day: 2000, per_hour: 1000 }' : ''} }`).join('\n')}
pools: { sales: [${mailboxes.join(', ')}] }
${capped ? 'caps: { pools: { sales: { per_day: 20000 } }, per_domain: { per_day: 500 } }' : ''}
`;
const cadence = (capped: boolean) => `
key: bench
title: bench
sender: { pool: sales }
${capped ? 'cap: { per_day: 20000 }' : ''}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: bench/one } }
on: {}
`;

export async function benchLimits(server: BenchServer, claims: number): Promise<Result[]> {
  const open = (capped: boolean) =>
    server.install({
      cadences: { 'workspace.yaml': workspace(capped), 'bench.yaml': cadence(capped) },
    });
  const [free, capped] = [await open(false), await open(true)];
  const times = { free: [] as number[], capped: [] as number[] };
  try {
    const queued = { free: await queue(free, claims), capped: await queue(capped, claims) };
    // By turns, so that both meet the same disk.
    for (let from = 0; from < claims; from += setSize) {
      const freeMs = await claimed(free, queued.free.slice(from, from + setSize));
      const cappedMs = await claimed(capped, queued.capped.slice(from, from + setSize));
      // The first are for warming up.
      if (from < claims / 6) continue;
      times.free.push(freeMs);
      times.capped.push(cappedMs);
    }
  } finally {
    await free.close();
    await capped.close();
  }
  const name = `claims with caps, sets of ${setSize}`;
  return [ratioResult(name, 'ms a set', median(times.capped), median(times.free), { most: 1.3 })];
}

/** Enrols people; all their first mails are due. @returns the mails' ids */
async function queue({ deps }: Installation, count: number): Promise<string[]> {
  const { app } = deps;
  // Later, so that nobody else puts them on a queue.
  const startAt = new Date(app.clock.now().getTime() + 3_600_000);
  const candidates = Array.from({ length: count }, (_, nth) => ({
    prospect: { email: `p-${nth}@c${nth % 500}.example` },
    startAt,
  }));
  for (let from = 0; from < count; from += 1_000) {
    await enrol(app, { cadence: 'bench', candidates: candidates.slice(from, from + 1_000) });
  }
  const { rows } = await app.db.query<{ id: string }>(
    `update touches set status = 'queued', due_at = now(), lease_until = now() + interval '1 hour'
      where status = 'scheduled' returning id`,
  );
  await app.db.query('vacuum analyze touches, enrolments, prospects');
  return rows.map(({ id }) => id);
}

/** @returns milliseconds of the set */
async function claimed({ deps }: Installation, ids: readonly string[]): Promise<number> {
  const { app } = deps;
  const keys = mailboxes.map((key) => ({ key, messageIdDomain: 'fjord.example' }));
  const [first = { key: 'box-0', messageIdDomain: 'fjord.example' }, ...others] = keys;
  const claiming: ClaimRequest['mailboxes'] = [first, ...others];
  const startedAt = performance.now();
  const verdicts = await claimSet(app, ids, claiming);
  const ms = performance.now() - startedAt;
  if (!verdicts.every((verdict) => 'claimed' in verdict)) throw new Error('not all were claimed');
  // Nothing stays in the air for long.
  await app.db.query(`update touches set status = 'sent' where id = any($1::uuid[])`, [ids]);
  return ms;
}
