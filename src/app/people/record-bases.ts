import {
  type BasisInput,
  type BasisRow,
  deleteBases,
  writeAddressKinds,
  writeBases,
  writeShownBasis,
} from '../../store/bases.ts';
import type { Queryable } from '../../store/db.ts';
import { insertTimeline, type NewTimelineEntry } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import type { EnrolEffect } from '../events/decide-events.ts';
import { goOnWithBasis } from './go-on-with-basis.ts';

/**
 * Records what is told of the lawful basis of people; nothing is asked where nothing is told. The caller holds their locks.
 *
 * @param locked  the people, by normalised address
 */
export async function recordBases(
  tx: Queryable,
  inputs: readonly (BasisInput & { readonly address: string })[],
  locked: readonly { readonly id: string; readonly address: string }[],
  now: Date,
): Promise<void> {
  const told = inputs.filter(
    ({ basis, addressKind }) => basis !== undefined || addressKind !== undefined,
  );
  if (told.length === 0) return;
  const ids = new Map(locked.map(({ id, address }) => [address, id]));
  const rows = told.flatMap((input) => {
    const prospectId = ids.get(input.address);
    return prospectId === undefined ? [] : [{ ...input, prospectId }];
  });
  const withdrawn = rows.flatMap(({ basis, prospectId }) => (basis === null ? prospectId : []));
  const based = rows.flatMap((row) => {
    const { prospectId, basis, basisSource: source, basisAt: at, basisExpires: expires } = row;
    if (basis == null || source === undefined || at === undefined) return [];
    return [{ prospectId, basis, source, at, expires: expires ?? null }];
  });
  const kinds = rows.flatMap(({ prospectId, addressKind: kind }) =>
    kind === undefined ? [] : [{ prospectId, kind }],
  );
  const [gone, changed] = await Promise.all([
    deleteBases(tx, withdrawn),
    writeBases(tx, based),
    writeAddressKinds(tx, kinds),
  ]);
  await insertTimeline(tx, [
    ...[...gone].map((prospectId) => ({ ...ofPerson(prospectId, now), type: 'basis.withdrawn' })),
    ...based.flatMap((row) => (changed.has(row.prospectId) ? recorded(row, now) : [])),
  ]);
}

/**
 * Whoever has bought is a customer from then on: a deal won that leads into another cadence is its own evidence. What was
 * held for want of it goes on. The caller holds the lock of the person.
 */
export async function recordCustomer(
  app: App,
  tx: Queryable,
  { event, eventId, from }: Pick<EnrolEffect, 'event' | 'eventId' | 'from'>,
  at: Date,
  now: Date,
): Promise<void> {
  if (event.type !== 'deal.won') return;
  const source = `deal.won (event ${eventId})`;
  const { prospectId } = from;
  const basis = 'existing-customer';
  const row = { prospectId, basis, source, at, expires: null } as const;
  if (!(await writeShownBasis(tx, row))) return;
  await insertTimeline(tx, [recorded(row, now)]);
  await goOnWithBasis(app, tx, [prospectId], now);
}

/** Who says what about whom can be proved later: what is replaced stays in the history. */
function recorded(
  { prospectId, basis, source, at, expires }: BasisRow,
  now: Date,
): NewTimelineEntry {
  const data = { basis, evidence: source, from: at, expires };
  return { ...ofPerson(prospectId, now), type: 'basis.recorded', data };
}

function ofPerson(prospectId: string, at: Date) {
  return { at, prospectId, enrolmentId: null };
}
