import type { Cadence } from '../../domain/cadence.ts';
import type { Workspace } from '../../domain/language/workspace.ts';
import { providerOfDomain } from '../../domain/mail-provider.ts';
import { drawnFraction } from '../../domain/plan-touch.ts';
import {
  type Caps,
  type LimitedMail,
  type LimitVerdict,
  limitMails,
  type ScopeUse,
  type SendScope,
} from '../../domain/send-limits.ts';
import type { ClaimedTouch, ClaimVerdict } from '../../store/claims.ts';
import type { Queryable } from '../../store/db.ts';
import { readMailDomains } from '../../store/mail-domains.ts';
import {
  countMails,
  lockScopes,
  readScopes,
  unclaimTouches,
  writeScopes,
} from '../../store/send-limits.ts';
import type { App } from '../context.ts';

/** A claim for which there was no room, and when there is. */
export interface Limited {
  readonly touchId: string;
  readonly refused: 'cap_reached';
  readonly until: Date;
  readonly because: string;
}

/**
 * Takes back those of the claims that some limit has no room for, in the transaction of the claims. Exact with any number of
 * workers: the locks of what is counted in are held until the claims are committed, and are the last that are taken. Where
 * nothing is limited, nothing is asked.
 *
 * @param firstMailbox  key of the one that a touch without a mailbox leaves from
 */
export async function limitClaims(
  app: App,
  tx: Queryable,
  verdicts: readonly ClaimVerdict[],
  firstMailbox: string,
  leaseUntil: Date,
): Promise<(ClaimVerdict | Limited)[]> {
  const mails: LimitedMail[] = [];
  const providers = await providersOf(app.workspace, tx, verdicts);
  for (const verdict of verdicts) {
    if (!('claimed' in verdict) || verdict.claimed.channel !== 'email') continue;
    const { claimed } = verdict;
    const { cadence } = await app.versions.load(claimed.cadenceHash, tx);
    const provider = providers(claimed.prospect.domain);
    const scopes = scopesOf(claimed, cadence, app.workspace, firstMailbox, provider);
    if (scopes.length > 0) mails.push(asMail(claimed, scopes));
  }
  if (mails.length === 0) return [...verdicts];
  const keys = [...new Set(mails.flatMap(({ scopes }) => scopes.map(({ key }) => key)))];
  // Not later than when the locks are held: what others count until then may be a little younger, and counts as well.
  const now = app.clock.now();
  // Sent at once, and read one after the other: the second sees what the last holder of the locks has left.
  const [, uses] = await Promise.all([lockScopes(tx, keys), readScopes(tx, keys, now)]);
  const decided = limitMails(mails, uses, now);
  const refused = new Map(decided.refused.map((one) => [one.touchId, one]));
  const taken = verdicts.flatMap((verdict) =>
    'claimed' in verdict && refused.has(verdict.claimed.touchId) ? [verdict.claimed] : [],
  );
  await Promise.all([
    writeScopes(tx, decided.scopes.filter(isChanged(uses))),
    countMails(tx, decided.counted, now),
    unclaimTouches(tx, taken, leaseUntil),
  ]);
  return verdicts.map((verdict) => {
    const out = 'claimed' in verdict ? refused.get(verdict.claimed.touchId) : undefined;
    return out === undefined ? verdict : { ...out, refused: 'cap_reached' };
  });
}

/** Who runs the mail of each recipient: asked of the table, never of the DNS, and only where it counts. */
async function providersOf(
  { caps }: Workspace,
  tx: Queryable,
  verdicts: readonly ClaimVerdict[],
): Promise<(domain: string) => string | null> {
  if (Object.keys(caps.providers).length === 0) return () => null;
  const domains = verdicts.flatMap((verdict) =>
    'claimed' in verdict && providerOfDomain(verdict.claimed.prospect.domain) === null
      ? [verdict.claimed.prospect.domain]
      : [],
  );
  const rows = domains.length === 0 ? [] : await readMailDomains(tx, [...new Set(domains)]);
  const known = new Map(rows.map(({ domain, provider }) => [domain, provider]));
  return (domain) => providerOfDomain(domain) ?? known.get(domain) ?? null;
}

/** Most claims change nothing of a scope: without gaps, once its first mail has left, while nobody waits for room. */
function isChanged(uses: ReadonlyMap<string, ScopeUse>) {
  return ({ key, firstAt, nextAt, tailAt }: LimitVerdict['scopes'][number]): boolean => {
    const use = uses.get(key);
    const isSame = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();
    return (
      use === undefined ||
      !isSame(use.firstAt, firstAt) ||
      !isSame(use.nextAt, nextAt) ||
      !isSame(use.tailAt, tailAt)
    );
  };
}

function asMail(claim: ClaimedTouch, scopes: readonly SendScope[]): LimitedMail {
  const { touchId, plannedAt, waitedFor, attempts, threadSubject } = claim;
  return {
    ...{ touchId, plannedAt, scopes },
    isFollowUp: threadSubject !== null,
    hasWaited: waitedFor === 'cap_reached',
    fraction: drawnFraction(`${touchId} ${attempts}`),
  };
}

function scopesOf(
  { mailbox, prospect: { domain } }: ClaimedTouch,
  { key: cadence, cap, sender }: Cadence,
  { caps, mailboxes }: Workspace,
  firstMailbox: string,
  provider: string | null,
): SendScope[] {
  const own = mailbox ?? firstMailbox;
  const pool = sender?.pool ?? null;
  return [
    ...scope('mailbox', own, 'has sent', mailboxes.find(({ key }) => key === own)?.caps ?? null),
    ...scope('pool', pool, 'has sent', ownOf(caps.pools, pool)),
    ...scope('provider', provider, 'has got', ownOf(caps.providers, provider)),
    ...scope('domain', domain, 'has got', caps.perDomain),
    ...scope('cadence', cadence, 'has sent', cap ?? null),
  ];
}

function ownOf(caps: Readonly<Record<string, Caps>>, key: string | null): Caps | null {
  return key !== null && Object.hasOwn(caps, key) ? (caps[key] ?? null) : null;
}

function scope(kind: string, key: string | null, does: string, caps: Caps | null): SendScope[] {
  if (key === null || caps === null || Object.keys(caps).length === 0) return [];
  return [{ key: `${kind}:${key}`, words: `the ${kind} ${key} ${does}`, caps }];
}

/** Whether any mail of a cadence is counted. */
export function isLimited({ cap }: Pick<Cadence, 'cap'>, { caps, mailboxes }: Workspace): boolean {
  const overall = [...Object.values(caps.pools), ...Object.values(caps.providers)];
  return (
    cap !== undefined ||
    caps.perDomain !== null ||
    overall.length > 0 ||
    mailboxes.some((mailbox) => mailbox.caps !== null)
  );
}
