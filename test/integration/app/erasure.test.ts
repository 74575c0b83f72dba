import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { runImport } from '../../../src/app/enrolling/import.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { eraseProspect, exportProspect } from '../../../src/app/people/erase.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import type { EventType } from '../../../src/domain/event.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { beginHandOver, claimNext } from '../../helpers/hand-over.ts';
import { holdProspect } from '../../helpers/hold-prospect.ts';
import { openSystem, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { whereIs as findText } from '../../helpers/where-is.ts';

const cadences = {
  'sale.yaml': `
key: sale
title: Sale
steps: [{ id: one, stage: prospecting, email: { template: smoke/one } }]
on:
  deal_won: { exit: closed_won, enrol: { cadence: after } }
  reply: { pause: true, task: { kind: reply, title: "Answer {{prospect.firstName}} at {{prospect.email}}" } }
`,
  'calls.yaml': `
key: calls
title: Calls
steps: [{ id: call, stage: prospecting, task: { kind: call, title: "Ring {{prospect.email}}" } }]
`,
  'after.yaml': `
key: after
title: After
steps: [{ id: first, stage: follow-up, email: { template: smoke/one } }]
`,
};

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ cadences });
});
afterAll(() => system?.close());

/** Somebody whose name and address stand nowhere else. */
function nobodyElse() {
  const mark = `mark${randomUUID().replaceAll('-', '')}`;
  return { mark, email: `${mark}@example.com`, firstName: mark, company: `${mark} AS` };
}

const whereIs = (mark: string) => findText(system.app, mark);

async function hear(type: EventType, match: object, text?: string) {
  const said = text === undefined ? {} : { text };
  const key = { source: 'crm', eventId: randomUUID(), type, occurredAt: new Date() };
  const event = { ...key, match, ...said };
  const [receipt] = await applyEvents(system.app, [{ ...event, event }]);
  return receipt;
}

test('nothing names a person who was erased', async () => {
  const { app } = system;
  const { mark, ...prospect } = nobodyElse();
  const { email } = prospect;
  await hear('reply.received', { email }, `written before by ${mark}`);
  const variables = { note: mark };
  const { prospectId } = await enrolOne(app, 'sale', { prospect, variables });
  await hear('reply.received', { email }, `${mark} says no`);
  await hear('prospect.opted_out', { email }, `${mark} opts out`);
  const lines = [{ line: 2, row: { prospect: { email } } }];
  await runImport(app, { cadence: 'sale', lines: listOf(lines), by: 'test' });
  await app.db.query(
    `insert into idempotency_keys (api_key, key, request_hash, status, response, created_at) values ('a', $1, '', 201, $2, now())`,
    [randomUUID(), JSON.stringify({ email })],
  );
  expect((await whereIs(mark)).length).toBeGreaterThan(5);
  expect(await exportProspect(app, prospectId)).toMatchObject({
    prospect: { email },
    enrolments: [{ touches: [{ step: 'one' }] }],
    events: [{ event: { text: `${mark} says no` } }, { type: 'prospect.opted_out' }],
    tasks: [{ kind: 'triage', data: { text: `${mark} says no` } }],
    suppressions: [{ value: email, reason: 'opted_out' }],
  });
  await eraseProspect(app, prospectId);
  expect(await whereIs(mark)).toEqual([]);
  await eraseProspect(app, prospectId);
});

async function* listOf<T>(items: readonly T[]) {
  yield* items;
}

test('nor does what others wrote into codes, ids and outcomes, in whatever spelling', async () => {
  const { app } = system;
  const { mark } = nobodyElse();
  const email = `${mark}@BLÅBÆR.no`;
  const { prospectId, enrolmentId } = await enrolOne(app, 'calls', { prospect: { email } });
  const said = {
    category: `${mark} is angry`,
    intent: `${mark} wants out`,
    code: `550 <${email}>`,
  };
  for (const type of ['reply.objection', 'email.bounced'] as const) {
    const eventId = `${type} ${mark}@xn--blbr-roah.no`;
    const key = { source: 'crm', eventId, type, occurredAt: new Date() };
    const event = { ...key, match: { email: `${mark}@blåbær.no` }, ...said };
    await applyEvents(app, [{ ...event, event }]);
  }
  await changeEnrolment(app, enrolmentId, { do: 'resume' }, 'rep');
  const claim = await claimNext(system, enrolmentId);
  await recordOutcomes(app, [{ claim, end: { kind: 'task', title: `Ring ${mark}` } }]);
  const [task] = await listTasks(app.db, { enrolmentId, limit: 1 });
  const closing = { do: 'complete', outcome: `${mark} hung up`, note: `${mark}!` } as const;
  await closeTask(app, task?.id ?? '', closing, 'rep');
  await hear('prospect.opted_out', { email });
  const rows = [email, `${mark}@xn--BLBR-roah.no`, ` ${mark.toUpperCase()}@blåbær.NO `];
  const lines = rows.map((one, n) => ({ line: n + 2, row: { prospect: { email: one } } }));
  await runImport(app, { cadence: 'sale', lines: listOf(lines), by: 'test' });
  await app.db.query(
    `insert into idempotency_keys (api_key, key, request_hash, status, response, created_at) values ('a', $1, '', 201, $2, now())`,
    [randomUUID(), JSON.stringify({ value: `${mark}@xn--blbr-roah.no` })],
  );
  await eraseProspect(app, prospectId);
  expect(await whereIs(mark)).toEqual([]);
});

test('a mail that was under way when its person was erased leaves no trace of them', async () => {
  const { app } = system;
  const { claim, prospectId, email } = await beginHandOver(system, 'sale');
  const erasing = eraseProspect(app, prospectId);
  await waitFor('the erasure', async () => (await whereIs(email)).length === 0);
  const letter = {
    subject: `Hello ${email}`,
    mailbox: 'default',
    templateHash: '',
    references: [],
  };
  const { rows } = await app.db.query<{ hash: string }>(
    'select hash from template_versions limit 1',
  );
  const response = `250 ${email} ok`;
  await recordOutcomes(app, [
    {
      claim,
      end: {
        kind: 'mail',
        outcome: { kind: 'sent', response },
        letter: { ...letter, templateHash: rows[0]?.hash ?? '' },
      },
    },
  ]);
  await erasing;
  expect(await whereIs(email)).toEqual([]);
});

test('whoever was erased cannot be imported again, with a cadence or without', async () => {
  const { app } = system;
  const { mark: _, ...prospect } = nobodyElse();
  const { prospectId } = await enrolOne(app, 'sale', { prospect });
  await eraseProspect(app, prospectId);
  for (const cadence of [null, 'sale']) {
    const codes: string[] = [];
    const lines = listOf([{ line: 2, row: { prospect } }]);
    const onRefusal = ({ code }: { readonly code: string }) => codes.push(code);
    await runImport(app, { cadence, lines, by: 'test', onRefusal });
    expect(codes).toEqual(['erased']);
  }
});

test('an enrolment that waits for an erasure is refused', async () => {
  const { app } = system;
  const { mark, ...prospect } = nobodyElse();
  const { prospectId } = await enrolOne(app, 'sale', { prospect });
  const { release, waiting } = await holdProspect(system.app, prospectId);
  const erasing = eraseProspect(app, prospectId);
  await waiting(1);
  const enrolling = enrolOne(app, 'sale', { prospect }).catch((error: unknown) => error);
  await waiting(2);
  await release();
  await erasing;
  expect(await enrolling).toMatchObject({ code: 'erased' });
  expect(await whereIs(mark)).toEqual([]);
});

test('an event about somebody who was erased does nothing, and nothing of it is kept', async () => {
  const { app } = system;
  const { claim, prospectId, enrolmentId, email } = await beginHandOver(system, 'sale');
  const end = { kind: 'mail', outcome: { kind: 'sent', response: '250' }, letter: null } as const;
  await recordOutcomes(app, [{ claim, end }]);
  await eraseProspect(app, prospectId);
  const text = `secret-${randomUUID()}`;
  const matches = [{ enrolmentId }, { messageId: claim.messageId }, { email }];
  for (const type of ['deal.won', 'reply.received', 'prospect.opted_out'] as const) {
    for (const match of matches) {
      expect(await hear(type, match, text)).toMatchObject({ outcome: 'unmatched' });
    }
  }
  expect(await whereIs(text)).toEqual([]);
  expect(await whereIs(email)).toEqual([]);
  const { rows } = await app.db.query<{ id: string }>(
    'select id from enrolments where prospect_id = $1',
    [prospectId],
  );
  expect(rows).toEqual([{ id: enrolmentId }]);
});

test('an event that waits for the erasure of somebody without enrolments leaves nothing behind', async () => {
  const { app } = system;
  const { mark, ...prospect } = nobodyElse();
  const lines = listOf([{ line: 2, row: { prospect } }]);
  await runImport(app, { cadence: null, lines, by: 'test' });
  const address = prospect.email;
  const known = await app.db.query<{ id: string }>('select id from prospects where address = $1', [
    address,
  ]);
  const prospectId = known.rows[0]?.id ?? '';
  const { release, waiting } = await holdProspect(system.app, prospectId);
  const erasing = eraseProspect(app, prospectId);
  await waiting(1);
  const hearing = hear('prospect.opted_out', { email: address }, `${mark} wants no more`);
  await waiting(2);
  await release();
  await erasing;
  expect(await hearing).toMatchObject({ outcome: 'unmatched', reason: 'no_such_prospect' });
  expect(await whereIs(mark)).toEqual([]);
});

test('an event that meets an erasure leaves nothing behind either, whichever comes first', async () => {
  const { app } = system;
  const { mark, ...prospect } = nobodyElse();
  const { prospectId } = await enrolOne(app, 'sale', { prospect });
  const { release, waiting } = await holdProspect(system.app, prospectId);
  const erasing = eraseProspect(app, prospectId);
  await waiting(1);
  const hearing = hear('deal.won', { email: prospect.email }, `${mark} buys`);
  await waiting(2);
  await release();
  await erasing;
  await hearing;
  expect(await whereIs(mark)).toEqual([]);
  const { rows } = await app.db.query(
    `select status from enrolments where prospect_id = $1 and status <> 'exited'`,
    [prospectId],
  );
  expect(rows).toEqual([]);
});
