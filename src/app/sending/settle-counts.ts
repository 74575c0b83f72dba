import { handOverMs, withMail, withoutMail } from '../../domain/recent-mails.ts';
import type { ScopeUse } from '../../domain/send-limits.ts';
import { forgetBegun, readBegun } from '../../store/begun-mails.ts';
import type { Queryable } from '../../store/db.ts';
import { type KeptCount, lockScopes, readCounts, writeScopes } from '../../store/send-limits.ts';

interface EndedTouch {
  readonly touchId: string;
  readonly status: string;
}

/** What has become of mails that were counted: those of which something has to change. */
export interface CountsToSettle {
  readonly freed: readonly KeptCount[];
  readonly late: readonly KeptCount[];
}

/**
 * A mail that was accepted counts, from its end where that came late. So does one of which nobody knows, whatever becomes
 * of it: it may have been accepted. All others do not count.
 *
 * @param unknown  touches whose hand-over has ended so that nobody knows
 */
export async function readCountsToSettle(
  tx: Queryable,
  ended: readonly EndedTouch[],
  unknown: ReadonlySet<string>,
  now: Date,
): Promise<CountsToSettle> {
  const free = ended.flatMap(({ touchId, status }) =>
    status === 'sent' || unknown.has(touchId) ? [] : [touchId],
  );
  const all = ended.map(({ touchId }) => touchId);
  const countedBefore = new Date(now.getTime() - handOverMs);
  const counts = await readCounts(tx, all, free, countedBefore);
  const isFree = new Set(free);
  return {
    freed: counts.filter(({ touchId }) => isFree.has(touchId)),
    late: counts.filter(({ touchId }) => !isFree.has(touchId)),
  };
}

/** Changes what counts. Takes the locks of the scopes, which are the last of a transaction. */
export async function settleCounts(
  tx: Queryable,
  { freed, late }: CountsToSettle,
  now: Date,
): Promise<void> {
  const all = [...freed, ...late];
  if (all.length === 0) return;
  const keys = [...new Set(all.flatMap(({ scopes }) => scopes))];
  const free = freed.map(({ touchId }) => touchId);
  const begins = [...new Set(freed.flatMap(({ begun }) => begun?.scope ?? []))];
  // Sent at once, and read one after the other: the second sees what the last holders of the locks have left.
  const [uses, others] = await Promise.all([
    lockScopes(tx, keys),
    readBegun(tx, begins, free),
    forgetBegun(tx, free),
  ]);
  const changed = new Map(uses);
  const change = ({ scopes }: KeptCount, to: (use: ScopeUse, key: string) => ScopeUse) => {
    for (const key of scopes) {
      const use = changed.get(key);
      if (use !== undefined) changed.set(key, to(use, key));
    }
  };
  for (const mail of freed) {
    change(mail, (use, key) => {
      const recent = withoutMail(use.recent, mail.at.getTime());
      return mail.begun?.scope === key
        ? { ...use, recent, ...withoutBeginning(use, mail, others.get(key)) }
        : { ...use, recent };
    });
  }
  for (const mail of late) {
    change(mail, (use) => {
      const without = withoutMail(use.recent, mail.at.getTime());
      return { ...use, recent: withMail(without, now.getTime()) };
    });
  }
  await writeScopes(
    tx,
    [...changed].map(([key, use]) => ({ ...use, key, isCountOnly: false })),
  );
}

/** What a mail has begun ends with it: the gap after it, and a ramp-up where it would have been the first. */
function withoutBeginning(
  { firstAt, nextAt }: ScopeUse,
  { at, begun }: KeptCount,
  others: Pick<ScopeUse, 'firstAt' | 'nextAt'> = { firstAt: null, nextAt: null },
): Pick<ScopeUse, 'firstAt' | 'nextAt'> {
  const isFirst = firstAt !== null && firstAt >= at;
  const own = begun?.nextAt ?? null;
  const isLast = own !== null && nextAt !== null && nextAt <= own;
  return {
    firstAt: isFirst ? others.firstAt : firstAt,
    nextAt: isLast ? others.nextAt : nextAt,
  };
}
