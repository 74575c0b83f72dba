/** What events that are kept do to the people whom they are about. */
import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable, Transaction } from '../../store/db.ts';
import { readErasedAmong } from '../../store/erasure.ts';
import type { EventMatch } from '../../store/event-match.ts';
import { forgetEvents, type KeptEvent, recordReceipts } from '../../store/events.ts';
import { insertHeard, readUnsettledEvents } from '../../store/heard.ts';
import { readMailsAfter } from '../../store/late-mails.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import { insertSuppressions } from '../../store/suppressions.ts';
import type { App } from '../context.ts';
import { enrolByEvents } from '../enrolling/enrol-by-event.ts';
import { circumstancesByVersion } from '../enrolments/circumstances.ts';
import { flyingOf, holdChanges, lockWithColleagues } from '../enrolments/company-holds.ts';
import { tooManyOf } from './bounce-limit.ts';
import { decidePerson, type EventResult } from './decide-events.ts';
import { hearClicks, isClick } from './hear-clicks.ts';
import type { Heard } from './hearing.ts';
import { askedMails } from './late-reply.ts';
import { foldedOf, personCases, withPeople } from './person-cases.ts';
import { ruleConditions } from './rule-conditions.ts';

/**
 * Applies events that are kept and locked, and whose people are found.
 *
 * @param ahead  what `lockAhead` has read already
 */
export async function applyKept(
  app: App,
  tx: Transaction,
  rows: readonly KeptEvent[],
  matches: ReadonlyMap<string, EventMatch>,
  ahead: readonly EnrolmentSnapshot[] | null = null,
): Promise<{ readonly results: readonly EventResult[]; readonly changes: Changes }> {
  const untouched = rows
    .filter((row) => row.prospectId === null)
    .map((row) => ({ ...row, flying: [], late: false }));
  const told: Heard[] = rows.flatMap(({ id, event, prospectId, receivedAt }) =>
    event === null || prospectId === null
      ? []
      : [{ id, event, ...(receivedAt === undefined ? {} : { receivedAt }) }],
  );
  if (told.length === 0) return { results: untouched, changes: joinChanges([]) };

  const prospectIds = [...new Set(rows.flatMap(({ prospectId }) => prospectId ?? []))];
  const company = await lockWithColleagues(app, tx, prospectIds, rows, ahead);
  const { snapshots, holds: companyHolds } = company;
  const living = snapshots.filter((snapshot) => !snapshot.prospect.erased);
  const forgotten = await forgetErased(tx, told, matches, snapshots);
  const gone = new Set(forgotten.map(({ id }) => id));
  const events = told.filter(({ id }) => !gone.has(id));
  const people = withPeople(
    events.filter((heard) => !isClick(heard)),
    matches,
  );
  const spoken = new Set(prospectIds);
  const enrolments = living.filter(({ prospectId }) => spoken.has(prospectId));
  const now = app.clock.now();
  const late = await readMailsAfter(tx, askedMails(people, enrolments));
  const clicks = await hearClicks(tx, events, matches, now);
  const said = events.filter((heard) => !isClick(heard));
  const unsettled = await readUnsettledEvents(
    tx,
    enrolments.flatMap((enrolment) => (enrolment.base === null ? [] : [enrolment.id])),
  );
  const circumstancesFor = await circumstancesByVersion(app, tx, enrolments);
  const holds = await ruleConditions(tx, enrolments, people, circumstancesFor);
  const tooMany = await tooManyOf(app, tx, foldedOf(said, matches, enrolments, unsettled));
  const besides = { holds, companyHolds, tooMany, late };
  const cases = personCases(said, matches, enrolments, unsettled, besides);
  const decisions = cases.map((person) => decidePerson(person, circumstancesFor));
  const decided = decisions.flatMap((decision) => decision.results);
  const results = [...untouched, ...forgotten, ...clicks.results, ...decided].map((result) => ({
    ...result,
    flying: [...result.flying, ...flyingOf(company, result.id)],
  }));
  const suppressions = decisions.flatMap((decision) => decision.suppressions);
  const heard = decisions.flatMap((decision) => decision.heard);
  const own = joinChanges([clicks.changes, ...decisions.map(({ changes: part }) => part)]);
  const hearing = new Set(own.enrolments.map(({ id }) => id));
  const silent = living.filter(({ id }) => !hearing.has(id));
  const changes = joinChanges([own, await holdChanges(app, tx, silent, companyHolds)]);
  tx.last(
    Promise.all([
      recordReceipts(tx, unexpected(rows, results)),
      insertSuppressions(tx, suppressions, now),
      writeChanges(tx, changes, now),
      insertHeard(tx, heard),
    ]),
  );
  const enrols = decisions.flatMap((decision) => decision.enrols);
  const caused = await enrolByEvents(app, tx, enrols);
  return { results, changes: joinChanges([changes, caused]) };
}

/**
 * The events of those whose erasure was waited for: nothing is done about them, and nothing of them is kept. A person
 * without enrolments is looked up; of the others their enrolments tell.
 */
async function forgetErased(
  tx: Queryable,
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  snapshots: readonly EnrolmentSnapshot[],
): Promise<readonly EventResult[]> {
  const known = new Map(snapshots.map((one) => [one.prospectId, one.prospect.erased]));
  const asked = events.flatMap(({ id }) => matches.get(id)?.prospectId ?? []);
  const erased = await readErasedAmong(tx, [...new Set(asked.filter((id) => !known.has(id)))]);
  const isErased = (id: string) => known.get(id) ?? erased.has(id);
  const ids = events
    .map(({ id }) => id)
    .filter((id) => isErased(matches.get(id)?.prospectId ?? ''));
  await forgetEvents(tx, ids);
  const nobody = { reason: 'no_such_prospect', prospectId: null, enrolmentId: null };
  return ids.map((id) => ({ id, outcome: 'unmatched', ...nobody, flying: [], late: false }));
}

function unexpected(
  rows: readonly KeptEvent[],
  results: readonly EventResult[],
): readonly EventResult[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return results.filter((result) => {
    const row = byId.get(result.id);
    const same = (key: 'outcome' | 'reason' | 'enrolmentId') => row?.[key] === result[key];
    return !same('outcome') || !same('reason') || !same('enrolmentId');
  });
}
