import { type Changes, joinChanges } from '../../store/changes.ts';
import type { Transaction } from '../../store/db.ts';
import { type EventMatch, matchEvents } from '../../store/event-match.ts';
import { forgetEvents } from '../../store/events.ts';
import { foundRow, recordFound, type WaitingEvent } from '../../store/kept-events.ts';
import type { App } from '../context.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { heedRates, type Rated } from '../sending/guard-rails.ts';
import { applyKept } from './apply-kept.ts';
import { pauseForBounces } from './bounce-pauses.ts';
import type { EventResult } from './decide-events.ts';
import { believedOf } from './weigh-mails.ts';

/** What became of kept events that were looked at again. */
export interface AppliedLater {
  readonly results: readonly EventResult[];
  readonly changes: Changes;
  /** What was counted, for the guard rails. */
  readonly rated: readonly Rated[];
  /** Those about whom there is still nobody, or nobody that counts. */
  readonly left: readonly WaitingEvent[];
}

/**
 * Applies kept events, whose rows the caller has locked, to the people who are there by now: the same way that every event
 * takes. Of people who were erased nothing is kept.
 *
 * @param counts  whether a person who was found is the one that is waited for; absent: everybody is
 */
export async function applyFound(
  app: App,
  tx: Transaction,
  rows: readonly WaitingEvent[],
  counts: (row: WaitingEvent, match: EventMatch) => boolean = () => true,
): Promise<AppliedLater> {
  const events = rows.flatMap(({ id, event }) =>
    event === null ? [] : [{ id, match: event.match, type: event.type, mail: event.mail }],
  );
  const found = events.length === 0 ? [] : await matchEvents(tx, events);
  await forgetEvents(
    tx,
    found.flatMap(({ id, erased }) => (erased ? [id] : [])),
  );
  const matches = new Map(found.flatMap((one) => (one.erased ? [] : [[one.id, one] as const])));
  const applied = rows.flatMap((row) => {
    const match = matches.get(row.id);
    if (match === undefined || !counts(row, match)) return [];
    const { event } = believedOf(app, row, match);
    return event === null ? [] : [foundRow(row, event, match)];
  });
  const taken = new Set(applied.map(({ id }) => id));
  const erased = new Set(found.filter((one) => one.erased).map(({ id }) => id));
  const left = rows.filter(({ id }) => !taken.has(id) && !erased.has(id));
  if (applied.length === 0) return { results: [], changes: joinChanges([]), rated: [], left };
  await recordFound(tx, applied);
  const done = await applyKept(app, tx, applied, matches);
  return { ...done, rated: await pauseForBounces(app, tx, applied, matches), left };
}

/** After the commit: what is due is put on the queue, and what was done is counted. */
export async function afterwards(
  app: App,
  { results, changes, rated }: Pick<AppliedLater, 'results' | 'changes' | 'rated'>,
  rows: readonly WaitingEvent[],
): Promise<void> {
  void dispatchSoon(app, [...changes.newTouches, ...changes.touchPlans]);
  await heedRates(app, rated);
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { id, outcome, late } of results) {
    const row = byId.get(id);
    app.metrics.events.inc({ source: row?.source ?? '', outcome });
    const type = row?.event?.type;
    if (outcome === 'applied' && type !== undefined) app.metrics.eventsHeard.inc({ type });
    if (late) app.metrics.sentAfterReply.inc();
  }
}
