/** What a mail counts in, from its claim to its end. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { claimSet } from '../../../src/app/sending/claim-set.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { countingIn, limitClaims } from '../../../src/app/sending/limit-claims.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import type { SendOutcome } from '../../../src/email/smtp-outcome.ts';
import { type ClaimedTouch, claimTouches } from '../../../src/store/claims.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { lockFreeProspectsOfTouches } from '../../../src/store/prospect-locks.ts';
import { lockScopes } from '../../../src/store/send-limits.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const clock = createSetClock('2026-09-01T08:00:00Z');
const start = clock.now().getTime();
const mailboxes = [{ key: 'kari', messageIdDomain: 'fjord.example' }] as const;

const cadence = (key: string, more = '') => `
key: ${key}
title: Plain
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps: [{ id: one, stage: prospecting, email: { template: smoke/one } }]
on: {}
${more}
`;

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({
    clock,
    cadences: {
      'workspace.yaml': `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: SMTP, from: kari@fjord.example, caps: { per_hour: 20 } }
`,
      'plain.yaml': cadence('plain'),
      'again.yaml': cadence('again', 'unknown: resend'),
    },
    secrets: { SMTP: 'smtp://127.0.0.1:1' },
  });
});
afterAll(() => system?.close());

/** Somebody's first mail, on the queue. */
async function due(key = 'plain'): Promise<string> {
  const { enrolmentId } = await enrolOne(system.app, key, { prospect: somebody() });
  await dispatchDue(system.app);
  const [touch] = await readTouches(system.app.db, enrolmentId);
  return touch?.id ?? '';
}

async function claim(id: string) {
  const [verdict] = await claimSet(system.app, [id], mailboxes);
  if (verdict === undefined || !('claimed' in verdict)) throw new Error(JSON.stringify(verdict));
  return verdict.claimed;
}

async function end(
  id: string,
  outcome: SendOutcome,
  afterMs: number,
  meanwhile: (claimed: ClaimedTouch) => Promise<unknown> = async () => undefined,
) {
  const claimed = await claim(id);
  await meanwhile(claimed);
  clock.set(new Date(clock.now().getTime() + afterMs));
  const { rows } = await system.app.db.query<{ hash: string }>(
    'select hash from template_versions',
  );
  const templateHash = rows[0]?.hash ?? '';
  const letter = { subject: 'One', mailbox: 'kari', templateHash, references: [] };
  const ended = { claim: claimed, end: { kind: 'mail', letter, outcome } } as const;
  expect(await recordOutcomes(system.app, [ended])).toEqual([true]);
}

const read = async (key: string) =>
  (await system.app.db.transaction((tx) => lockScopes(tx, [key]))).get(key);

/** Seconds after the start, and how many each. */
async function counts() {
  const use = await read('mailbox:kari');
  return use?.recent.map(({ at, count }) => [(at - start) / 1_000, count]);
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

const unknown: SendOutcome = { kind: 'unknown', detail: 'connection lost' };

test.each(['plain', 'again'])('one of which nobody knows counts: cadence %s', async (key) => {
  clock.set(new Date(clock.now().getTime() + 8_000_000));
  const at = (clock.now().getTime() - start) / 1_000;
  await end(await due(key), unknown, 1_000);
  await end(await due(key), unknown, 20_000);
  expect((await counts())?.slice(-2)).toEqual([
    // The second was of the same five seconds, until its end came late.
    [at + 1, 1],
    [at + 21, 1],
  ]);
});

test('also one whose enrolment does not go on', async () => {
  clock.set(new Date(clock.now().getTime() + 8_000_000));
  const at = (clock.now().getTime() - start) / 1_000;
  const id = await due('again');
  await end(id, unknown, 1_000, (claimed) =>
    changeEnrolment(system.app, claimed.enrolmentId, { do: 'pause', until: null }, 'ola'),
  );
  expect((await counts())?.at(-1)).toEqual([at, 1]);
});

test('when a mailbox began is forgotten with a first mail that was put off', async () => {
  const first = async () => (await read('mailbox:kari'))?.firstAt;
  expect(await first()).toEqual(new Date(start));
  await system.app.db.query(
    `with begun as (delete from begun_mails) update send_scopes set first_at = null`,
  );
  await end(await due(), deferred, 1_000);
  expect(await first()).toBeNull();
});

test('who was moved between the lock and the claim is claimed anew, where they are then', async () => {
  clock.set(new Date(start + 20_000_000));
  const id = await due();
  const before = await counts();
  const { app } = system;
  const verdicts = await app.db.transaction(async (tx) => {
    const free = await lockFreeProspectsOfTouches(tx, [id]);
    // Another one of the set is where it is now.
    const elsewhere = free.flatMap((touch) => [{ ...touch, mailbox: 'ola' }, touch]);
    const counting = await countingIn(app, tx, elsewhere, 'kari');
    const request = { touchIds: [id], now: clock.now(), leaseUntil: clock.now(), mailboxes };
    const [taken, uses] = await Promise.all([
      claimTouches(tx, free, request),
      lockScopes(tx, counting.keys),
    ]);
    const now = clock.now();
    const countedIn = new Map([[id, 'mailbox:ola']]);
    return limitClaims(tx, {
      ...{ verdicts: taken, counting, uses, countedIn },
      ...{ claimedAt: now, now, leaseUntil: now },
    });
  });
  expect(verdicts).toEqual([{ touchId: id, refused: 'locked' }]);
  expect(await counts()).toEqual(before);
  expect(await claim(id)).toMatchObject({ touchId: id, attempts: 1 });
});

test('domains in which nothing counts any more are forgotten, mailboxes and who waits are not', async () => {
  const { db } = system.app;
  clock.set(new Date(start + 40 * 86_400_000));
  await db.query(
    `insert into send_scopes (key, recent, tail_at) values
       ('domain:long-ago.example', $1, null), ('domain:young.example', $2, null), ('domain:never.example', '[]', null),
       ('domain:waited.example', '[]', $3)`,
    [
      JSON.stringify([start, 3, 86_400_000, 1]),
      JSON.stringify([start, 3, 39.5 * 86_400_000, 1]),
      new Date(start + 41 * 86_400_000),
    ],
  );
  await reconcile(system.app);
  const { rows } = await db.query<{ key: string }>('select key from send_scopes order by key');
  expect(rows.map(({ key }) => key)).toEqual([
    'domain:waited.example',
    'domain:young.example',
    'mailbox:kari',
  ]);
  // Whoever needs one that this process has seen before begins it again.
  await db.query(`delete from send_scopes where key = 'mailbox:kari'`);
  expect(await counts()).toEqual([]);
});
