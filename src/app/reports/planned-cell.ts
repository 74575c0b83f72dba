import { saying, sentence } from '../../domain/sentence.ts';
import { localDate } from '../../domain/wall-clock.ts';
import { NotFound } from '../../errors.ts';
import { countPlannedMails } from '../../store/reports/capacity.ts';
import type { Cell } from '../../store/reports/people.ts';
import type { App } from '../context.ts';
import { type CapacityKind, capacityZone, mostDays } from './capacity.ts';
import { plannedDomainsOf } from './watched-recipients.ts';

/** A number of the report of capacity: what is planned for a day (ISO 8601), of all or under one limit. */
export interface PlannedOn {
  readonly kind: CapacityKind;
  readonly key: string;
  readonly on: string;
}

/**
 * Whose mails such a number counts. Today's are also those that are overdue.
 *
 * @throws NotFound `unknown_day`: one that the report does not have
 */
export async function plannedCell(app: App, { kind, key, on }: PlannedOn): Promise<Cell> {
  const now = app.clock.now();
  const zone = capacityZone(app);
  const days = Array.from({ length: mostDays }, (_, nth) => localDate(now, zone, nth));
  const nth = days.findIndex(({ date }) => date === on);
  const day = days[nth];
  if (day === undefined) {
    const said = sentence('unknown.day', { day: on, most: mostDays });
    throw new NotFound('unknown_day', ...saying(said));
  }
  const first = app.workspace.mailboxes[0]?.key ?? 'default';
  return {
    of: 'planned',
    from: nth === 0 ? null : day.startsAt,
    until: day.endsAt,
    mailboxes: kind === 'mailbox' ? [key, ...(key === first ? [''] : [])] : null,
    hashes:
      kind === 'pool' || kind === 'cadence' ? await hashesOf(app, { kind, key }, day.endsAt) : null,
    domains:
      kind === 'domain'
        ? [key]
        : kind === 'provider'
          ? await plannedDomainsOf(app, key, day.endsAt)
          : null,
  };
}

/** Versions of a cadence, or of the cadences of a pool, of which mails are planned. */
async function hashesOf(
  { db, versions }: App,
  { kind, key }: Pick<PlannedOn, 'kind' | 'key'>,
  until: Date,
): Promise<string[]> {
  const planned = await countPlannedMails(db, [until]);
  const hashes = [...new Set(planned.map(({ hash }) => hash))];
  const loaded = await Promise.all(hashes.map((hash) => versions.load(hash)));
  return hashes.filter((_, nth) => {
    const cadence = loaded[nth]?.cadence;
    return kind === 'cadence' ? cadence?.key === key : cadence?.sender?.pool === key;
  });
}
