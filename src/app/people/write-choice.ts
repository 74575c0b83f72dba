import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { settleEvents } from '../../store/heard.ts';
import type { MailChoice } from '../../store/mail-choices.ts';
import type { LinkHolder } from './mail-standing.ts';

/** Writes what a choice, or its end, has made of enrolments: what was heard before is behind them. */
export async function writeChoice(
  tx: Queryable,
  parts: readonly Partial<Changes>[],
  now: Date,
): Promise<Changes> {
  const changes = joinChanges(parts);
  await settleEvents(
    tx,
    changes.enrolments.map(({ id }) => id),
  );
  await writeChanges(tx, changes, now);
  return changes;
}

/** What the timeline says of it. */
export function toldOfChoice(
  { prospectId, enrolmentId }: LinkHolder,
  type: 'preferences.chosen' | 'preferences.taken_back',
  { scope, until }: Pick<MailChoice, 'scope' | 'until'>,
  at: Date,
): Partial<Changes> {
  const data = { scope, ...(until === null ? {} : { until }) };
  return { timeline: [{ at, prospectId, enrolmentId, type, data }] };
}
