/** What events that are kept do to the people whom they are about. */
import { type Changes, joinChanges, writeChanges } from '../store/changes.ts';
import type { Queryable } from '../store/db.ts';
import type { EventMatch } from '../store/event-match.ts';
import { forgetEvents, type KeptEvent, recordReceipts } from '../store/events.ts';
import { type HeardRow, insertHeard, readUnsettledEvents } from '../store/heard.ts';
import { readMailsAfter } from '../store/late-mails.ts';
import { lockProspects } from '../store/prospect-locks.ts';
import { type EnrolmentSnapshot, readSnapshotsOfProspects } from '../store/snapshots.ts';
import { insertSuppressions } from '../store/suppressions.ts';
import type { App } from './context.ts';
import { decideEvents, type EventResult, type PersonCase } from './decide-events.ts';
import { enrolByEvents } from './enrol-by-event.ts';
import type { Heard } from './hearing.ts';
import { askedMails } from './late-reply.ts';
import { type RuleHolds, ruleConditions } from './rule-conditions.ts';

/** Applies events that are kept and locked, and whose people are found. */
export async function applyKept(
  app: App,
  tx: Queryable,
  rows: readonly KeptEvent[],
  matches: ReadonlyMap<string, EventMatch>,
): Promise<{ readonly results: readonly EventResult[]; readonly changes: Changes }> {
  const untouched = rows
    .filter((row) => row.prospectId === null)
    .map((row) => ({ ...row, flying: [], late: false }));
  const events: Heard[] = rows.flatMap(({ id, event, prospectId, receivedAt }) =>
    event === null || prospectId === null
      ? []
      : [{ id, event, ...(receivedAt === undefined ? {} : { receivedAt }) }],
  );
  if (events.length === 0) return { results: untouched, changes: joinChanges([]) };

  const prospectIds = [...new Set(rows.flatMap(({ prospectId }) => prospectId ?? []))];
  const [, snapshots, late] = await Promise.all([
    lockProspects(tx, prospectIds),
    readSnapshotsOfProspects(tx, prospectIds),
    readMailsAfter(tx, askedMails(withPeople(events, matches))),
  ]);
  const enrolments = snapshots.filter((snapshot) => !snapshot.prospect.erased);
  if (enrolments.length < snapshots.length) await forgetErased(tx, events, matches, snapshots);
  const unsettled = await readUnsettledEvents(
    tx,
    enrolments.flatMap((enrolment) => (enrolment.base === null ? [] : [enrolment.id])),
  );
  const holds = await ruleConditions(app, tx, enrolments, withPeople(events, matches));
  const cases = personCases(events, matches, enrolments, unsettled, holds, late);
  const decisions = await Promise.all(cases.map((person) => decideEvents(app, tx, person)));
  const results = [...untouched, ...decisions.flatMap((decision) => decision.results)];
  const now = app.clock.now();
  const suppressions = decisions.flatMap((decision) => decision.suppressions);
  const heard = decisions.flatMap((decision) => decision.heard);
  const changes = joinChanges(decisions.map((decision) => decision.changes));
  await Promise.all([
    recordReceipts(tx, unexpected(rows, results)),
    insertSuppressions(tx, suppressions, now),
    writeChanges(tx, changes, now),
    // After the update of their enrolments: the foreign key finds those rows locked, and writes no lock of its own.
    insertHeard(tx, heard),
  ]);
  const enrols = decisions.flatMap((decision) => decision.enrols);
  const caused = await enrolByEvents(app, tx, enrols);
  return { results, changes: joinChanges([changes, caused]) };
}

function withPeople(events: readonly Heard[], matches: ReadonlyMap<string, EventMatch>) {
  return events.flatMap((heard) => {
    const prospectId = matches.get(heard.id)?.prospectId;
    return typeof prospectId === 'string' ? [{ ...heard, prospectId }] : [];
  });
}

function personCases(
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  enrolments: readonly EnrolmentSnapshot[],
  unsettled: readonly HeardRow[],
  holds: RuleHolds,
  late: PersonCase['late'],
): PersonCase[] {
  const personOf = new Map(enrolments.map(({ id, prospectId }) => [id, prospectId]));
  const enrolmentsOf = grouped(enrolments, ({ prospectId }) => prospectId);
  const unsettledOf = grouped(unsettled, ({ enrolmentId }) => personOf.get(enrolmentId) ?? '');
  const eventsOf = grouped(events, ({ id }) => matches.get(id)?.prospectId ?? '');
  eventsOf.delete('');
  return [...eventsOf].map(([prospectId, own]) => ({
    prospectId,
    events: own,
    matches,
    enrolments: enrolmentsOf.get(prospectId) ?? [],
    unsettled: unsettledOf.get(prospectId) ?? [],
    holds,
    late,
  }));
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

/** An erasure that was waited for: nothing is kept of what was said of that person. */
async function forgetErased(
  tx: Queryable,
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  snapshots: readonly EnrolmentSnapshot[],
): Promise<void> {
  const erased = new Set(
    snapshots.flatMap((snapshot) => (snapshot.prospect.erased ? [snapshot.prospectId] : [])),
  );
  const ids = events.map(({ id }) => id);
  await forgetEvents(
    tx,
    ids.filter((id) => erased.has(matches.get(id)?.prospectId ?? '')),
  );
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
