/** What a mail counts in, from its claim to its end. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { claimSet } from '../../../src/app/sending/claim-set.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { countingIn, limitClaims } from '../../../src/app/sending/limit-claims.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import type { SendOutcome } from '../../../src/email/smtp-outcome.ts';
import { claimTouches } from '../../../src/store/claims.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { lockFreeProspectsOfTouches } from '../../../src/store/prospect-locks.ts';
import { lockScopes } from '../../../src/store/send-limits.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const clock = createSetClock('2026-09-01T08:00:00Z');
const start = clock.now().getTime();
const mailboxes = [{ key: 'kari', messageIdDomain: 'fjord.example' }] as const;

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({
    clock,
    cadences: {
      'workspace.yaml': `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: SMTP, from: kari@fjord.example, caps: { per_hour: 2 } }
`,
      'plain.yaml': `
key: plain
title: Plain
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps: [{ id: one, stage: prospecting, email: { template: smoke/one } }]
on: {}
`,
    },
    secrets: { SMTP: 'smtp://127.0.0.1:1' },
  });
});
afterAll(() => system?.close());

/** Somebody's first mail, on the queue. */
async function due(): Promise<string> {
  const { enrolmentId } = await enrolOne(system.app, 'plain', { prospect: somebody() });
  await dispatchDue(system.app);
  const [touch] = await readTouches(system.app.db, enrolmentId);
  return touch?.id ?? '';
}

async function claim(id: string) {
  const [verdict] = await claimSet(system.app, [id], mailboxes);
  if (verdict === undefined || !('claimed' in verdict)) throw new Error(JSON.stringify(verdict));
  return verdict.claimed;
}

async function end(id: string, outcome: SendOutcome, afterMs: number) {
  const claimed = await claim(id);
  clock.set(new Date(clock.now().getTime() + afterMs));
  const { rows } = await system.app.db.query<{ hash: string }>(
    'select hash from template_versions',
  );
  const templateHash = rows[0]?.hash ?? '';
  const letter = { subject: 'One', mailbox: 'kari', templateHash, references: [] };
  const ended = { claim: claimed, end: { kind: 'mail', letter, outcome } } as const;
  expect(await recordOutcomes(system.app, [ended])).toEqual([true]);
}

/** Seconds after the start, and how many each. */
async function counts() {
  const uses = await system.app.db.transaction((tx) => lockScopes(tx, ['mailbox:kari']));
  return uses.get('mailbox:kari')?.recent.map(({ at, count }) => [(at - start) / 1_000, count]);
}

const sent: SendOutcome = { kind: 'sent', response: '250 OK' };
const deferred: SendOutcome = {
  ...{ kind: 'deferred', replyCode: 451, status: null, response: '451 later' },
};

test('a mail counts from its claim, or from its end where that comes late; one that is put off does not', async () => {
  await end(await due(), sent, 2_000);
  expect(await counts()).toEqual([[0, 1]]);
  clock.set(new Date(start + 600_000));
  await end(await due(), sent, 20_000);
  expect(await counts()).toEqual([
    [0, 1],
    [620, 1],
  ]);
  clock.set(new Date(start + 3_606_000));
  await end(await due(), deferred, 60_000);
  expect(await counts()).toEqual([
    [0, 1],
    [620, 1],
  ]);
});

test('one of which nobody knows counts, also when it is sent again', async () => {
  clock.set(new Date(start + 8_000_000));
  const id = await due();
  await end(id, { kind: 'unknown', detail: 'connection lost' }, 1_000);
  expect(await counts()).toContainEqual([8_000, 1]);
  const { rows } = await system.app.db.query('select counted_in from touches where id = $1', [id]);
  expect(rows).toEqual([{ counted_in: 'mailbox:kari' }]);
});

test('who was moved between the lock and the claim is claimed anew, where they are then', async () => {
  clock.set(new Date(start + 20_000_000));
  const id = await due();
  const before = await counts();
  const { app } = system;
  const verdicts = await app.db.transaction(async (tx) => {
    const free = await lockFreeProspectsOfTouches(tx, [id]);
    const elsewhere = free.map((touch) => ({ ...touch, mailbox: 'ola' }));
    const counting = await countingIn(app, tx, elsewhere, 'kari');
    const request = { touchIds: [id], now: clock.now(), leaseUntil: clock.now(), mailboxes };
    const [taken, uses] = await Promise.all([
      claimTouches(tx, free, request),
      lockScopes(tx, counting.keys),
    ]);
    const claims = { verdicts: taken, counting, uses, now: clock.now(), leaseUntil: clock.now() };
    return limitClaims(tx, claims);
  });
  expect(verdicts).toEqual([{ touchId: id, refused: 'locked' }]);
  expect(await counts()).toEqual(before);
  expect(await claim(id)).toMatchObject({ touchId: id, attempts: 1 });
});
