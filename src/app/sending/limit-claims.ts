import type { Cadence } from '../../domain/cadence.ts';
import type { Workspace } from '../../domain/language/workspace.ts';
import { providerOfDomain } from '../../domain/mail-provider.ts';
import { drawnFraction } from '../../domain/plan-touch.ts';
import {
  type Caps,
  type LimitedMail,
  limitMails,
  type ScopeUse,
  type SendScope,
} from '../../domain/send-limits.ts';
import type { ClaimedTouch, ClaimVerdict } from '../../store/claims.ts';
import type { Queryable, Transaction } from '../../store/db.ts';
import { readMailDomains } from '../../store/mail-domains.ts';
import type { FreeTouch } from '../../store/prospect-locks.ts';
import {
  countMails,
  lockScopes,
  unclaimTouches,
  writeCounts,
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

/** Where the mails of touches would count, so that the locks can be taken in the turn of the claims. */
export async function scopesOfTouches(
  app: App,
  tx: Queryable,
  touches: readonly FreeTouch[],
  firstMailbox: string,
): Promise<string[]> {
  const counting = await countingIn(app, tx, touches, firstMailbox);
  return [...new Set(touches.flatMap((touch) => counting(touch).map(({ key }) => key)))];
}

interface TakenClaims {
  readonly verdicts: readonly ClaimVerdict[];
  /** What they were expected to count in. Locked until the claims are committed: the last locks that are taken. */
  readonly uses: ReadonlyMap<string, ScopeUse>;
  /** Key of the one that a touch without a mailbox leaves from. */
  readonly firstMailbox: string;
  readonly leaseUntil: Date;
}

/**
 * Takes back those of the claims that some limit has no room for, in the transaction of the claims. Exact with any number of
 * workers, since the locks of what is counted in are held. Where nothing is limited, nothing is asked.
 */
export async function limitClaims(
  app: App,
  tx: Transaction,
  { verdicts, uses, firstMailbox, leaseUntil }: TakenClaims,
): Promise<(ClaimVerdict | Limited)[]> {
  const claims = verdicts.flatMap((verdict) =>
    'claimed' in verdict && verdict.claimed.channel === 'email' ? [verdict.claimed] : [],
  );
  const counting = await countingIn(app, tx, claims.map(whereItIs), firstMailbox);
  const mails = claims.flatMap((claim) => {
    const scopes = counting(whereItIs(claim));
    return scopes.length === 0 ? [] : [asMail(claim, scopes)];
  });
  if (mails.length === 0) return [...verdicts];
  const all = await withMissing(tx, uses, mails);
  // Not before the locks are held: what others have counted until then is not younger.
  const now = app.clock.now();
  const decided = limitMails(mails, all, now);
  const refused = new Map(decided.refused.map((one) => [one.touchId, one]));
  const taken = claims.filter(({ touchId }) => refused.has(touchId));
  tx.last(
    Promise.all([
      writeCounts(
        tx,
        decided.changed.filter((one) => one.isCountOnly),
      ),
      writeScopes(
        tx,
        decided.changed.filter((one) => !one.isCountOnly),
      ),
      countMails(tx, decided.counted, now),
      unclaimTouches(tx, taken, leaseUntil),
    ]),
  );
  return verdicts.map((verdict) => {
    const out = 'claimed' in verdict ? refused.get(verdict.claimed.touchId) : undefined;
    return out === undefined ? verdict : { ...out, refused: 'cap_reached' };
  });
}

/** With what somebody has moved a touch to while its prospect was waited for. */
async function withMissing(
  tx: Queryable,
  uses: ReadonlyMap<string, ScopeUse>,
  mails: readonly LimitedMail[],
): Promise<ReadonlyMap<string, ScopeUse>> {
  const keys = mails.flatMap(({ scopes }) => scopes.map(({ key }) => key));
  const missing = keys.filter((key) => !uses.has(key));
  if (missing.length === 0) return uses;
  return new Map([...uses, ...(await lockScopes(tx, [...new Set(missing)]))]);
}

type Whereabouts = Pick<FreeTouch, 'mailbox' | 'domain' | 'cadenceHash'>;

function whereItIs({ mailbox, cadenceHash, prospect }: ClaimedTouch): Whereabouts {
  return { mailbox, cadenceHash, domain: prospect.domain };
}

/** @returns what a mail of one of these counts in */
async function countingIn(
  { versions, workspace }: App,
  tx: Queryable,
  touches: readonly Whereabouts[],
  firstMailbox: string,
): Promise<(touch: Whereabouts) => SendScope[]> {
  const hashes = [...new Set(touches.map(({ cadenceHash }) => cadenceHash))];
  const loaded = await Promise.all(hashes.map((hash) => versions.load(hash, tx)));
  const cadences = new Map(hashes.map((hash, nth) => [hash, loaded[nth]?.cadence]));
  const provider = await providersOf(workspace, tx, touches);
  const ofMailbox = new Map(workspace.mailboxes.map(({ key, caps }) => [key, caps]));
  return ({ mailbox, domain, cadenceHash }) => {
    const own = mailbox ?? firstMailbox;
    const { caps } = workspace;
    const cadence = cadences.get(cadenceHash);
    const pool = cadence?.sender?.pool ?? null;
    const runBy = provider(domain);
    return [
      ...scope('mailbox', own, 'has sent', ofMailbox.get(own) ?? null),
      ...scope('pool', pool, 'has sent', ownOf(caps.pools, pool)),
      ...scope('provider', runBy, 'has got', ownOf(caps.providers, runBy)),
      ...scope('domain', domain, 'has got', caps.perDomain),
      ...scope('cadence', cadence?.key ?? null, 'has sent', cadence?.cap ?? null),
    ];
  };
}

/** Who runs the mail of each recipient: asked of the table, never of the DNS, and only where it counts. */
async function providersOf(
  { caps }: Workspace,
  tx: Queryable,
  touches: readonly Whereabouts[],
): Promise<(domain: string) => string | null> {
  if (Object.keys(caps.providers).length === 0) return () => null;
  const domains = touches
    .map(({ domain }) => domain)
    .filter((domain) => providerOfDomain(domain) === null);
  const rows = domains.length === 0 ? [] : await readMailDomains(tx, [...new Set(domains)]);
  const known = new Map(rows.map(({ domain, provider }) => [domain, provider]));
  return (domain) => providerOfDomain(domain) ?? known.get(domain) ?? null;
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
