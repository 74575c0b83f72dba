/** After a pause of a mailbox or a cadence that was answered no mail of theirs leaves. The oracle is the mail server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../../src/app/context.ts';
import { enrol, enrolOne } from '../../../src/app/enrolling/enrol.ts';
import {
  pauseCadenceByPerson,
  resumeCadenceByPerson,
} from '../../../src/app/sending/cadence-status.ts';
import { claimingMailboxes, claimSet } from '../../../src/app/sending/claim-set.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { pauseByPerson, resumeByPerson } from '../../../src/app/sending/mailbox-status.ts';
import { createTouchSender } from '../../../src/app/sending/send-touch.ts';
import { beginHandOver } from '../../helpers/hand-over.ts';
import { type Behaviour, startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

let answer: Behaviour = 'accept';
let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer(() => answer);
  system = await openSystem({ smtpUrl: smtp.url });
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

const hands = [
  {
    what: 'a mailbox',
    pause: (app: App) => pauseByPerson(app, 'default', 'wrong signature'),
    resume: (app: App) => resumeByPerson(app, 'default'),
  },
  {
    what: 'a cadence',
    pause: (app: App) => pauseCadenceByPerson(app, 'smoke', 'wrong price'),
    resume: (app: App) => resumeCadenceByPerson(app, 'smoke'),
  },
] as const;

async function queued(): Promise<string[]> {
  await dispatchDue(system.app);
  const { rows } = await system.app.db.query<{ id: string }>(
    `select id from touches where status = 'queued'`,
  );
  return rows.map(({ id }) => id);
}

test.each(hands)('the answer to a pause of $what waits for the mail in the air', async (hand) => {
  const { app, deps } = system;
  const send = createTouchSender(app, await deps.openSender());
  let let250 = () => {};
  answer = {
    until: new Promise<void>((resolve) => {
      let250 = resolve;
    }),
  };
  const { email } = somebody();
  await enrolOne(app, 'smoke', { prospect: { email } });
  const before = smtp.seen.length;
  const sending = Promise.all((await queued()).map((id) => send(id)));
  await waitFor('the mail at its last dot', () => smtp.seen.length > before);
  let answered = false;
  const pausing = hand.pause(app).then((status) => {
    answered = true;
    return status;
  });
  await waitFor('the pause', async () => {
    const { rows } = await app.db.query(
      `select from mailboxes where status = 'paused' union all select from cadence_pauses`,
    );
    return rows.length === 1;
  });
  expect(answered).toBe(false);
  let250();
  await sending;
  const status = await pausing;
  expect(status).toMatchObject({ status: 'paused' });
  expect(status).not.toHaveProperty('inFlight');
  answer = 'accept';
  await hand.resume(app);
});

test.each(hands)('a pause of $what says when a mail may still leave', async (hand) => {
  const { claim } = await beginHandOver(system, 'smoke');
  expect(await hand.pause(system.app)).toMatchObject({ status: 'paused', inFlight: true });
  await system.app.db.query(`update touches set status = 'unknown' where id = $1`, [claim.touchId]);
  await hand.resume(system.app);
});

test.each(hands)(
  'a claim that is not committed yet is waited for by a pause of $what',
  async (hand) => {
    const { app } = system;
    const { email } = somebody();
    await enrolOne(app, 'smoke', { prospect: { email } });
    const [id = ''] = await queued();
    const held: { release?: () => void } = {};
    const holding = app.db.transaction(async (tx) => {
      await tx.query('select from touches where id = $1 for update', [id]);
      await new Promise<void>((resolve) => {
        held.release = resolve;
      });
    });
    await waitFor('the row', () => held.release);
    const mailboxes = claimingMailboxes(await system.deps.openSender());
    const claiming = claimSet(app, [id], mailboxes);
    const waits = async (event: string) => {
      const { rows } = await app.db.query(
        `select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and wait_event = $1`,
        [event],
      );
      return rows.length > 0;
    };
    await waitFor('the claim at the row', () => waits('transactionid'));
    let answered = false;
    const pausing = hand.pause(app).then((status) => {
      answered = true;
      return status;
    });
    await waitFor('the pause at the gate', () => waits('advisory'));
    expect(answered).toBe(false);
    held.release?.();
    await holding;
    expect(await claiming).toMatchObject([{ claimed: { touchId: id } }]);
    // That mail may leave now, and the answer says so.
    expect(await pausing).toMatchObject({ status: 'paused', inFlight: true });
    await app.db.query(`update touches set status = 'unknown' where id = $1`, [id]);
    await hand.resume(app);
  },
);

test.each(hands)(
  'whenever $what is paused while mails leave, none is accepted after the answer',
  async (hand) => {
    const { app, deps } = system;
    const senders = await Promise.all([deps.openSender(), deps.openSender()]);
    const works = senders.map((sender) => createTouchSender(app, sender));
    let sure = 0;
    for (let round = 0; round < 4; round += 1) {
      const candidates = Array.from({ length: 25 }, () => ({ prospect: somebody() }));
      await enrol(app, { cadence: 'smoke', candidates });
      const ids = await queued();
      const goal = smtp.accepted.length + 1 + round * 3;
      const sending = Promise.all(ids.map((id, nth) => works[nth % 2]?.(id)));
      await waitFor('some mails', () => smtp.accepted.length >= goal);
      const status = await hand.pause(app);
      const [seen, accepted] = [smtp.seen.length, smtp.accepted.length];
      await sending;
      await hand.resume(app);
      if ('inFlight' in status) continue;
      expect([smtp.seen.length, smtp.accepted.length]).toEqual([seen, accepted]);
      sure += 1;
    }
    expect(sure).toBeGreaterThan(0);
  },
);
