import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { runImport } from '../../../src/app/enrolling/import.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { eraseProspect, exportProspect } from '../../../src/app/people/erase.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { reportFunnel } from '../../../src/app/reports/funnel.ts';
import type { InboundEvent } from '../../../src/domain/event.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { exportStatements } from '../../../src/store/person-export.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';
import { whereIs } from '../../helpers/where-is.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ cadences: { 'smoke.yaml': smoke } });
});
afterAll(() => system?.close());

/** Columns of text and JSON that hold what we have made ourselves: no word of a person comes there. */
const ourOwn: Readonly<Record<string, readonly string[]>> = {
  prospects: ['address', 'domain', 'country', 'timezone', 'locale', 'owner', 'address_kind'],
  enrolments: [
    ...['cadence_key', 'cadence_hash', 'status', 'stage', 'track', 'cursor', 'return_to', 'passed'],
    ...['exit_reason', 'pause_reason', 'held', 'base', 'owner', 'mailbox'],
  ],
  touches: [
    ...['step_id', 'stage', 'channel', 'status', 'shifts', 'reason', 'message_id', 'mailbox'],
    ...['template_hash', 'variant'],
  ],
  tasks: ['kind', 'status', 'owner'],
  timeline: ['type', 'data'],
  inbound_events: ['source', 'type', 'outcome', 'reason'],
  company_holds: ['companies', 'event_type', 'released_by'],
  prospect_external_ids: [],
  prospect_aliases: [],
  prospect_bases: ['basis'],
  mail_choices: ['scope', 'cadence_key', 'earlier', 'changed'],
};

/** What knows the person's words and addresses already. */
const already = ['email', 'address', 'event', 'event_id'];

/** The tables that have a column of this name. */
async function tablesWith(...columns: string[]): Promise<string[]> {
  const { rows } = await system.app.db.query<{ name: string }>(
    `select distinct table_name as name
       from information_schema.columns
      where table_schema = 'public' and column_name = any($1)
      order by table_name`,
    [columns],
  );
  return rows.map(({ name }) => name);
}

/** Writes a word into every column of text or JSON of the person's rows, whichever there are. */
async function markAll(prospectId: string, mark: string): Promise<void> {
  const { db } = system.app;
  for (const table of ['prospects', ...(await tablesWith('prospect_id'))]) {
    const { rows } = await db.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type
         from information_schema.columns
        where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'
          and data_type in ('text', 'jsonb', 'ARRAY')`,
      [table],
    );
    const own = ourOwn[table] ?? [];
    const free = rows.filter(({ name }) => !own.includes(name) && !already.includes(name));
    const sets = free.map(({ name, type }) => {
      if (type === 'jsonb') return `${name} = jsonb_build_object('any', $2::text)`;
      return type === 'ARRAY' ? `${name} = array[$2::text]` : `${name} = $2::text || ${name}`;
    });
    const filled = free.map(({ name, type }) =>
      type === 'text' ? `${name} = coalesce(${name}, $2::text)` : `${name} = ${name}`,
    );
    const key = table === 'prospects' ? 'id' : 'prospect_id';
    for (const list of [filled, sets]) {
      if (list.length === 0) continue;
      await db.query(
        `update ${table} set ${list.join(', ')} where ${key} = $1 and $2::text is not null`,
        [prospectId, mark],
      );
    }
  }
}

async function tell(
  type: InboundEvent['type'],
  said: Omit<InboundEvent, 'source' | 'eventId' | 'type' | 'occurredAt'>,
) {
  const key = { source: 'crm', eventId: randomUUID(), type, occurredAt: new Date() };
  await applyEvents(system.app, [{ ...key, event: { ...key, ...said } }]);
}

async function* listOf<T>(items: readonly T[]) {
  yield* items;
}

/** Somebody about whom everything is kept that can be. */
async function knownEverywhere() {
  const { app } = system;
  const mark = `mark${randomUUID().replaceAll('-', '')}`;
  const email = `${mark}@example.com`;
  const alias = `${mark}@home.example`;
  const prospect = { email, firstName: mark, externalIds: { crm: mark } };
  const { prospectId, enrolmentId } = await enrolOne(app, 'smoke', { prospect });
  await app.db.query(
    'insert into prospect_aliases (address, prospect_id, created_at) values ($1, $2, now())',
    [alias, prospectId],
  );
  await tell('reply.received', { match: { email }, text: `${mark} says no` });
  for (const value of [email, alias]) {
    await suppress(app, { value, reason: 'manual', source: 'test', note: mark });
  }
  await suppress(app, { value: 'else.example', reason: 'manual', source: 'test', note: email });
  const mail = { key: mark, from: alias, subject: mark, authentic: null };
  const { rows } = await app.db.query<{ id: string }>(
    `insert into inbound_events (source, event_id, type, occurred_at, received_at, event, outcome, reason)
     values ('crm', $1, 'reply.received', now(), now(), $2, 'unmatched', 'no_such_prospect') returning id`,
    [`from ${alias}`, JSON.stringify({ match: {}, mail, text: mark })],
  );
  const other = await enrolOne(app, 'smoke', {
    prospect: { email: `${randomUUID()}@example.org` },
  });
  const deputy = { name: mark, address: alias };
  await tell('reply.auto', { match: { enrolmentId: other.enrolmentId }, deputy, text: mark });
  const lines = [email, `"${alias}" <x`].map((one, n) => ({
    line: n + 2,
    row: { prospect: { email: one } },
  }));
  await runImport(app, { cadence: 'smoke', lines: listOf(lines), by: 'test' });
  return { mark, email, alias, prospectId, enrolmentId, otherId: other.enrolmentId, rows };
}

test('nothing of a person about whom everything is kept is anywhere after the erasure, and totals stay', async () => {
  const { app } = system;
  const known = await knownEverywhere();
  await markAll(known.prospectId, known.mark);
  expect(await whereIs(app, known.mark)).toEqual(
    expect.arrayContaining([
      ...['import_refusals', 'inbound_events', 'prospect_aliases', 'prospect_external_ids'],
      ...['prospects', 'suppressions', 'tasks', 'timeline', 'touches'],
    ]),
  );
  const count = async () => ({
    imports: (await app.db.query('select sum(refused) from imports')).rows,
    touches: (await app.db.query('select count(*) from touches')).rows,
    entered: (await reportFunnel(app, { cadence: 'smoke' }, seesAll)).map(({ entered, sent }) => ({
      entered,
      sent,
    })),
  });
  const before = await count();
  await eraseProspect(app, known.prospectId);
  expect(await whereIs(app, known.mark)).toEqual([]);
  expect(await count()).toEqual(before);
  const codes: string[] = [];
  const again = [known.email, known.alias].map((email, n) => ({
    line: n + 2,
    row: { prospect: { email } },
  }));
  const onRefusal = (refusal: { readonly code: string }) => codes.push(refusal.code);
  await runImport(app, { cadence: null, lines: listOf(again), by: 'test', onRefusal });
  expect(codes).toEqual(['erased', 'erased']);
});

test('the export holds all of it', async () => {
  const { mark, email, alias, prospectId, rows } = await knownEverywhere();
  const exported = await exportProspect(system.app, prospectId);
  expect(exported).toMatchObject({
    prospect: { email, externalIds: { crm: mark } },
    enrolments: [{ variables: {}, touches: [{ step: 'one' }] }],
    aliases: [{ address: alias }],
    events: [{ event: { text: `${mark} says no` } }],
    eventsNaming: [{ id: rows[0]?.id }, { event: { deputy: { address: alias } } }],
    tasksNaming: [{ kind: 'suggestion', data: { deputy: { name: mark } } }],
    suppressions: [{ value: email }, { value: alias }],
    refusedLines: [{ line: 2, email }],
  });
  expect(exported.timeline.length).toBeGreaterThan(0);
});

/** Tables about people that the lists of the export do not read, and why. */
const notListed: Readonly<Record<string, string>> = {
  prospects: 'it is what all of it is about: `prospect`',
  prospect_external_ids: '`prospect.externalIds`',
  prospect_bases: '`prospect.bases`',
  enrolments: '`enrolments`',
  touches: '`enrolments[].touches`',
  timeline: '`timeline`',
  enrolment_events: 'which of the exported events an exported enrolment has heard',
  begun_mails: 'ids of exported touches, for a day',
  api_keys: 'people of ours, who log in',
  login_links: 'what anybody has typed where one logs in, for a day',
};

test('whatever table tells of people is in the export', async () => {
  const read: readonly string[] =
    exportStatements.join(' ').match(/(?<=\b(?:from|join) )\w+/g) ?? [];
  const about = await tablesWith(
    ...['prospect_id', 'enrolment_id', 'touch_id', 'email', 'address', 'recipient', 'value'],
  );
  // What the installation remembers of itself has a column `value`, too.
  const missing = about.filter(
    (table) =>
      table !== 'settings' &&
      !read.some((name) => name === table) &&
      notListed[table] === undefined,
  );
  expect(missing).toEqual([]);
  expect(
    Object.keys(notListed).filter((table) => !about.includes(table) && table !== 'prospects'),
  ).toEqual([]);
});
