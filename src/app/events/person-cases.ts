import type { EventMatch } from '../../store/event-match.ts';
import type { HeardRow } from '../../store/heard.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { NewHolds } from '../enrolments/company-holds.ts';
import type { TooMany } from './bounce-limit.ts';
import type { PersonCase } from './decide-events.ts';
import type { Heard } from './hearing.ts';
import type { RuleHolds } from './rule-conditions.ts';

/** New events with whom each of them concerns. */
export function withPeople(events: readonly Heard[], matches: ReadonlyMap<string, EventMatch>) {
  return events.flatMap((heard) => {
    const prospectId = matches.get(heard.id)?.prospectId;
    return typeof prospectId === 'string' ? [{ ...heard, prospectId }] : [];
  });
}

/** All that is folded for these people now, new or heard before. */
export function foldedOf(
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  enrolments: readonly EnrolmentSnapshot[],
  unsettled: readonly HeardRow[],
) {
  const personOf = new Map(enrolments.map(({ id, prospectId }) => [id, prospectId]));
  const earlier = unsettled.map(({ event, enrolmentId }) => ({
    event,
    prospectId: personOf.get(enrolmentId) ?? '',
  }));
  return [...withPeople(events, matches), ...earlier];
}

/** Everything about each person that the decision about their new events needs. */
export function personCases(
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  enrolments: readonly EnrolmentSnapshot[],
  unsettled: readonly HeardRow[],
  besides: {
    readonly holds: RuleHolds;
    readonly companyHolds: NewHolds;
    readonly tooMany: TooMany | null;
    readonly late: PersonCase['late'];
  },
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
    holds: besides.holds,
    companyHold: besides.companyHolds.get(prospectId) ?? null,
    tooMany: besides.tooMany,
    late: besides.late,
  }));
}

/** Rows by their key. */
export function grouped<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
