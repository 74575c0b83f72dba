import { normaliseAddress } from '../../domain/address.ts';
import type { InboundEvent } from '../../domain/event.ts';
import type { Queryable } from '../../store/db.ts';
import type { EventMatch } from '../../store/event-match.ts';
import { forgetEvents, type KeptEvent } from '../../store/events.ts';
import { readErased } from '../../store/prospects.ts';
import { insertSuppressions } from '../../store/suppressions.ts';
import type { App } from '../context.ts';
import { erasureHash } from '../enrolling/take-prospects.ts';
import { suppressionReason } from './hearing.ts';

/**
 * What is done about events that concern nobody whom we know: an opt-out, a complaint or a hard bounce counts for the
 * address all the same, should it ever be enrolled; but not because a mail says so, unless it is of that address. Of people who were erased nothing is kept.
 */
export async function hearStrangers(
  app: App,
  tx: Queryable,
  unmatched: readonly KeptEvent[],
  found: ReadonlyMap<string, EventMatch>,
): Promise<void> {
  if (unmatched.length === 0) return;
  const named = unmatched.flatMap(({ id, event }) => {
    const value = normaliseAddress(event?.match.email ?? '');
    if (event === null || value === null) return [];
    return [{ id, event, value, hash: erasureHash(app.keys.erasure, value) }];
  });
  const hashes = await readErased(
    tx,
    named.map(({ hash }) => hash),
  );
  const erased = new Set([
    ...unmatched.flatMap(({ id }) => (found.get(id)?.erased === true ? [id] : [])),
    ...named.flatMap(({ id, hash }) => (hashes.has(hash.toString('hex')) ? [id] : [])),
  ]);
  await forgetEvents(tx, [...erased]);
  const suppressions = named.flatMap(({ id, event, value }) => {
    const reason = erased.has(id) || !isOwnWord(event) ? null : suppressionReason(event);
    return reason === null ? [] : [{ value, reason, source: event.source }];
  });
  await insertSuppressions(tx, suppressions, app.clock.now());
}

/** Anybody can write a mail that looks like a bounce: nobody whom we never wrote to is suppressed by one. */
function isOwnWord({ type, mail }: InboundEvent): boolean {
  return mail === undefined || (type === 'prospect.opted_out' && mail.authentic !== false);
}
