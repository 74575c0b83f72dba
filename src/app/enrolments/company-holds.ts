/**
 * What one person says holds their colleagues.
 *
 * The colleagues are locked with whoever said it, in the order of ids, and held in the same transaction: once the event has
 * been answered no mail of theirs leaves. The lock of the company, taken after those of the prospects, keeps out whoever
 * enrols a colleague at the same time; who had done so before is found under it, and locked then.
 */
import { type CompanyKey, companyKeys } from '../../domain/company-keys.ts';
import { type CompanyHold, longestHold, underHold } from '../../domain/enrolment/company-hold.ts';
import type { EnrolmentState } from '../../domain/enrolment/state.ts';
import type { CompanyHoldRule } from '../../domain/language/hold-shape.ts';
import { type Changes, joinChanges } from '../../store/changes.ts';
import {
  type EmployedRow,
  insertHolds,
  lockHolds,
  type NewHold,
  readColleagues,
  readEmployments,
  readHoldsInForce,
} from '../../store/company-holds.ts';
import type { Queryable } from '../../store/db.ts';
import type { KeptEvent } from '../../store/events.ts';
import { lockProspects } from '../../store/prospect-locks.ts';
import { type EnrolmentSnapshot, readSnapshotsOfProspects } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { circumstancesByVersion } from './circumstances.ts';
import { consequences } from './consequences.ts';

/** An event that holds a company, and the companies of whoever said it. */
interface Cause {
  readonly hold: NewHold;
  readonly companies: readonly CompanyKey[];
}

/** The longest of the holds that people come under by new events, by prospect. */
export type NewHolds = ReadonlyMap<string, CompanyHold>;

export interface Held {
  readonly holds: NewHolds;
  /** Whom each of these events holds. */
  readonly heldBy: ReadonlyMap<string, readonly string[]>;
  /** Enrolments of all whose prospects are locked, colleagues included. */
  readonly snapshots: readonly EnrolmentSnapshot[];
}

/**
 * Locks those whom events are about and reads all that they are in, in one turn with the keeping of the events: before it is
 * known which of them are new. Sends both before it returns.
 *
 * @returns null where what one says holds their colleagues, who are found first
 */
export async function lockAhead(
  { workspace }: Pick<App, 'workspace'>,
  tx: Queryable,
  rows: readonly KeptEvent[],
): Promise<readonly EnrolmentSnapshot[] | null> {
  const prospectIds = [...new Set(rows.flatMap(({ prospectId }) => prospectId ?? []))];
  if (workspace.companyHold !== null || prospectIds.length === 0) return null;
  return lockAndRead(tx, prospectIds);
}

/**
 * Locks people and their colleagues whom what they have said holds, and reads all that they are in.
 *
 * @param ahead  what `lockAhead` has read already
 */
export async function lockWithColleagues(
  app: App,
  tx: Queryable,
  prospectIds: readonly string[],
  rows: readonly KeptEvent[],
  ahead: readonly EnrolmentSnapshot[] | null,
): Promise<Held> {
  if (ahead !== null) return { holds: new Map(), heldBy: new Map(), snapshots: ahead };
  const causes = await causesAmong(app, tx, rows);
  const companies = companiesOf(causes);
  const known = (await readColleagues(tx, companies)).map(({ prospectId }) => prospectId);
  const locked = [...new Set([...prospectIds, ...known])];
  const snapshots = await lockAndRead(tx, locked);
  if (causes.length === 0) return { holds: new Map(), heldBy: new Map(), snapshots };
  await lockHolds(
    tx,
    companies.map(({ key }) => key),
    'exclusive',
  );
  const colleagues = await readColleagues(tx, companies);
  const before = new Set(locked);
  // Who was enrolled between two looks. Nobody can be waiting for the company with these locks but who enrols them again.
  const late = [...new Set(colleagues.map(({ prospectId }) => prospectId))].filter(
    (id) => !before.has(id),
  );
  const added = late.length === 0 ? [] : await lockAndRead(tx, late);
  const made = await insertHolds(
    tx,
    causes.map(({ hold }) => hold),
    app.clock.now(),
  );
  // An event that is replayed has made its hold before, and holds nobody anew.
  const fresh = causes.filter(({ hold }) => made.has(hold.id));
  return { ...heldPeople(fresh, colleagues), snapshots: [...snapshots, ...added] };
}

async function lockAndRead(tx: Queryable, prospectIds: readonly string[]) {
  const [, snapshots] = await Promise.all([
    lockProspects(tx, prospectIds),
    readSnapshotsOfProspects(tx, prospectIds),
  ]);
  return snapshots;
}

async function causesAmong(
  app: App,
  tx: Queryable,
  rows: readonly KeptEvent[],
): Promise<readonly Cause[]> {
  const rule = app.workspace.companyHold;
  if (rule === null) return [];
  const said = rows.flatMap(({ id, event, prospectId }) =>
    event !== null && prospectId !== null && rule.on.has(event.type)
      ? [{ id, event, prospectId }]
      : [],
  );
  if (said.length === 0) return [];
  const people = byProspect(
    await readEmployments(tx, [...new Set(said.map((one) => one.prospectId))]),
  );
  const now = app.clock.now();
  return said.flatMap(({ id: eventId, event, prospectId }): Cause[] => {
    const person = people.get(prospectId);
    const companies = person === undefined ? [] : companyKeys(person, rule.ownDomains);
    const until = endOf(rule, event.occurredAt, now);
    if (companies.length === 0 || (until !== null && until <= now)) return [];
    const hold = {
      id: app.newId(),
      until: until?.toISOString() ?? null,
      type: event.type,
      prospectId,
      eventId,
      companies: companies.map(({ key }) => key),
    };
    return [{ hold, companies }];
  });
}

/** Counted from when it was said, but never from a time still to come. */
function endOf({ forMs }: CompanyHoldRule, occurredAt: Date, now: Date): Date | null {
  if (forMs === null) return null;
  return new Date(Math.min(occurredAt.getTime(), now.getTime()) + forMs);
}

function companiesOf(causes: readonly Cause[]): readonly CompanyKey[] {
  return [
    ...new Map(
      causes.flatMap(({ companies }) =>
        companies.map((company) => [company.key, company] as const),
      ),
    ).values(),
  ];
}

function heldPeople(
  causes: readonly Cause[],
  colleagues: readonly { readonly key: string; readonly prospectId: string }[],
): Pick<Held, 'holds' | 'heldBy'> {
  const holdsOf = new Map<string, CompanyHold[]>();
  const heldBy = new Map<string, string[]>();
  for (const { key, prospectId } of colleagues) {
    for (const { hold } of causes) {
      if (!hold.companies.includes(key) || hold.prospectId === prospectId) continue;
      push(holdsOf, prospectId, bare(hold));
      push(heldBy, hold.eventId, prospectId);
    }
  }
  return { holds: longestOfEach(holdsOf), heldBy };
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function longestOfEach(all: ReadonlyMap<string, readonly CompanyHold[]>): NewHolds {
  return new Map(
    [...all].flatMap(([prospectId, holds]) => {
      const longest = longestHold(holds);
      return longest === null ? [] : [[prospectId, longest] as const];
    }),
  );
}

/** As an enrolment keeps it. */
function bare({ companies: _companies, ...hold }: NewHold): CompanyHold {
  return hold;
}

const byProspect = (people: readonly EmployedRow[]) =>
  new Map(people.map((person) => [person.prospectId, person]));

/** What holds people now, those who are to be enrolled included. The caller holds the locks of the prospects. */
export async function holdsOn(
  app: App,
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<NewHolds> {
  const rule = app.workspace.companyHold;
  if (rule === null || prospectIds.length === 0) return new Map();
  const people = (await readEmployments(tx, prospectIds)).map((person) => ({
    ...person,
    keys: companyKeys(person, rule.ownDomains).map(({ key }) => key),
  }));
  const keys = [...new Set(people.flatMap((person) => person.keys))];
  await lockHolds(tx, keys, 'shared');
  const inForce = await readHoldsInForce(tx, keys, app.clock.now());
  if (inForce.length === 0) return new Map();
  return longestOfEach(
    new Map(
      people.map(({ prospectId, keys: own }) => [
        prospectId,
        inForce
          .filter((hold) => hold.prospectId !== prospectId)
          .filter(({ companies }) => companies.some((key) => own.includes(key)))
          .map(bare),
      ]),
    ),
  );
}

/** What holds do to enrolments that have heard nothing themselves. */
export async function holdChanges(
  app: App,
  tx: Queryable,
  snapshots: readonly EnrolmentSnapshot[],
  holds: NewHolds,
): Promise<Changes> {
  const touched = snapshots.filter(({ prospectId }) => holds.has(prospectId));
  const circumstancesFor = await circumstancesByVersion(app, tx, touched);
  const parts: Partial<Changes>[] = [];
  for (const before of touched) {
    const hold = holds.get(before.prospectId);
    if (hold === undefined) continue;
    const circumstances = circumstancesFor(before);
    const state = underHold(before.state, hold);
    const base = before.base === null ? null : underHold(before.base, hold);
    const same = (one: EnrolmentState | null, other: EnrolmentState | null) =>
      one?.held?.id === other?.held?.id;
    if (same(state, before.state) && same(base, before.base)) continue;
    parts.push(consequences(before, { state, base }, circumstances, circumstances.now));
  }
  return joinChanges(parts);
}

/**
 * The enrolments of those whom an event holds whose mail was being handed over when they were locked: what the answer to
 * that event waits for.
 */
export function flyingOf(
  { heldBy, snapshots }: Pick<Held, 'heldBy' | 'snapshots'>,
  eventId: string,
): readonly string[] {
  const people = new Set(heldBy.get(eventId) ?? []);
  if (people.size === 0) return [];
  return snapshots
    .filter(({ prospectId, inAir }) => people.has(prospectId) && inAir.some(isHandedOver))
    .map(({ id }) => id);
}

const isHandedOver = ({ status }: { readonly status: string }) => status === 'handing_over';
