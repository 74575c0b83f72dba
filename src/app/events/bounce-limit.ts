/** What bounces say of an address: those that are our fault nothing, and many soft ones together that it is not reached. */
import { isSenderFault } from '../../domain/bounce-blame.ts';
import type { InboundEvent } from '../../domain/event.ts';
import { type BounceLimit, isSoftBounce, tooManyBounces } from '../../domain/soft-bounces.ts';
import type { Queryable } from '../../store/db.ts';
import type { NewEvent } from '../../store/events.ts';
import { readEventsOfProspects } from '../../store/heard.ts';
import type { App } from '../context.ts';
import { grouped } from './person-cases.ts';

/** A bounce that is the fault of the sender is not hard, whoever calls it so: it says nothing of the address. */
export function withBlame<Row extends Pick<NewEvent, 'event'>>(row: Row): Row {
  const { event } = row;
  if (event === null || event.hard !== true || !isSenderFault(event)) return row;
  return { ...row, event: { ...event, hard: false } };
}

/** Soft bounces that are too many, by their ids, and the limit that they have reached. */
export interface TooMany {
  readonly ids: ReadonlySet<string>;
  readonly limit: BounceLimit;
}

/**
 * The soft bounces that are too many among all that was heard of these people, whether it is folded still or not. People of
 * whom no soft bounce is folded now are not looked at.
 *
 * @param folded  what is folded now, by person
 */
export async function tooManyOf(
  app: App,
  tx: Queryable,
  folded: readonly { readonly prospectId: string; readonly event: InboundEvent }[],
): Promise<TooMany | null> {
  const limit = app.workspace.bounces;
  if (limit === null) return null;
  const people = folded.filter(({ event }) => isSoftBounce(event));
  if (people.length === 0) return null;
  const ids = new Set<string>();
  const known = await readEventsOfProspects(tx, [
    ...new Set(people.map(({ prospectId }) => prospectId)),
  ]);
  for (const events of grouped(known, ({ prospectId }) => prospectId).values()) {
    for (const id of tooManyBounces(flat(events), limit)) ids.add(id);
  }
  return { ids, limit };
}

/** Marks the soft bounces that are too many among all that was heard of one person. */
export function markTooMany<Row extends { readonly id: string; readonly event: InboundEvent }>(
  { workspace }: Pick<App, 'workspace'>,
  known: readonly Row[],
): readonly (Row & { readonly tooMany?: true })[] {
  const { bounces } = workspace;
  if (bounces === null) return known;
  const ids = tooManyBounces(flat(known), bounces);
  return known.map((row) => (ids.has(row.id) ? { ...row, tooMany: true } : row));
}

function flat(rows: readonly { readonly id: string; readonly event: InboundEvent }[]) {
  return rows.map(({ id, event }) => ({ ...event, id }));
}
