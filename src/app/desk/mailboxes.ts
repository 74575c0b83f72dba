import type { MailboxConfig } from '../../domain/language/workspace.ts';
import { countWithin, dayMs, hourMs } from '../../domain/recent-mails.ts';
import { dailyCap } from '../../domain/send-limits.ts';
import { readLastDays, type ScopeCounts } from '../../store/rated-days.ts';
import { readScopes } from '../../store/send-limits.ts';
import type { App } from '../context.ts';
import { mailboxScope } from '../sending/guard-rails.ts';
import { listToldMailboxes, type ToldMailboxStatus } from '../sending/mailbox-status.ts';

/** A mailbox with what it may send, and what it has sent. */
export interface MailboxStanding {
  readonly status: ToldMailboxStatus;
  /** Null for one that `workspace.yaml` does not have. */
  readonly config: MailboxConfig | null;
  /** What counts in its caps; null where it has none, since nothing is counted then. */
  readonly use: MailboxUse | null;
  /** What came of its mails in the last seven days; null where nothing is counted. */
  readonly lastDays: ScopeCounts | null;
}

export interface MailboxUse {
  readonly lastHour: number;
  readonly lastDay: number;
  /** What it may send within 24 hours as it is now; null: as much as there is. */
  readonly mostADay: number | null;
  readonly firstAt: Date | null;
  /** When the gap after its last mail is over, while it lasts. */
  readonly nextAt: Date | null;
}

/** All mailboxes, in the order of the workspace. */
export async function readMailboxStandings(app: App): Promise<MailboxStanding[]> {
  const statuses = await listToldMailboxes(app);
  const scopes = statuses.map(({ key }) => mailboxScope(key));
  const now = app.clock.now();
  const [uses, days] = await Promise.all([
    readScopes(app.db, scopes),
    app.workspace.guardRails === null ? [] : readLastDays(app.db, scopes, now),
  ]);
  return statuses.map((status) => {
    const config = app.workspace.mailboxes.find(({ key }) => key === status.key) ?? null;
    const scope = mailboxScope(status.key);
    const caps = config?.caps ?? null;
    const { recent = [], firstAt = null, nextAt = null } = uses.get(scope) ?? {};
    const use =
      caps === null
        ? null
        : {
            lastHour: countWithin(recent, hourMs, now.getTime()),
            lastDay: countWithin(recent, dayMs, now.getTime()),
            mostADay: dailyCap(caps, firstAt, now) ?? null,
            firstAt,
            nextAt: nextAt !== null && nextAt > now ? nextAt : null,
          };
    return { status, config, use, lastDays: days.find((one) => one.scope === scope) ?? null };
  });
}
