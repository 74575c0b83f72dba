import type { Cadence } from '../../domain/cadence.ts';
import type { Workspace } from '../../domain/language/workspace.ts';
import { providerOfDomain } from '../../domain/mail-provider.ts';
import { drawnFraction } from '../../domain/plan-touch.ts';
import {
  type Caps,
  type ChangedScope,
  type LimitedMail,
  limitMails,
  type ScopeUse,
  type SendScope,
} from '../../domain/send-limits.ts';
import type { ClaimedTouch, ClaimVerdict } from '../../store/claims.ts';
import type { Queryable, Transaction } from '../../store/db.ts';
import { readMailDomains } from '../../store/mail-domains.ts';
import type { FreeTouch } from '../../store/prospect-locks.ts';
import { countMails, lockScopes, unclaimTouches, writeScopes } from '../../store/send-limits.ts';
import type { App } from '../context.ts';

/** A claim for which there was no room, and when there is. */
export interface Limited {
  readonly touchId: string;
  readonly refused: 'cap_reached';
  readonly until: Date;
  readonly because: string;
}

/** What mails of touches count in. */
export interface Counting {
  /** Keys of all. */
  readonly keys: readonly string[];
  /** Undefined for a touch that has been moved since. */
  of(touch: Whereabouts): readonly SendScope[] | undefined;
}

interface TakenClaims {
  readonly verdicts: readonly ClaimVerdict[];
  /** What they were expected to count in. */
  readonly counting: Counting;
  /** Its scopes, locked until the claims are committed: the last locks that are taken. */
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
  taken: TakenClaims,
): Promise<(ClaimVerdict | Limited)[]> {
  const { verdicts, leaseUntil } = taken;
  const claims = verdicts.flatMap((verdict) =>
    'claimed' in verdict && verdict.claimed.channel === 'email' ? [verdict.claimed] : [],
  );
  const { counting, uses } = await withMoved(app, tx, taken, claims);
  const mails = claims.flatMap((claim) => {
    const scopes = counting.of(whereItIs(claim)) ?? [];
    return scopes.length === 0 ? [] : [asMail(claim, scopes)];
  });
  if (mails.length === 0) return [...verdicts];
  // Not before the locks are held: what others have counted until then is not younger.
  const now = app.clock.now();
  const decided = limitMails(mails, uses, now);
  const refused = new Map(decided.refused.map((one) => [one.touchId, one]));
  tx.last(
    Promise.all([
      countMails(tx, decided.counted, decided.changed.filter(isCountOnly), now),
      writeScopes(
        tx,
        decided.changed.filter((one) => !isCountOnly(one)),
      ),
      unclaimTouches(
        tx,
        claims.filter(({ touchId }) => refused.has(touchId)),
        leaseUntil,
      ),
    ]),
  );
  return verdicts.map((verdict) => {
    const out = 'claimed' in verdict ? refused.get(verdict.claimed.touchId) : undefined;
    return out === undefined ? verdict : { ...out, refused: 'cap_reached' };
  });
}

function isCountOnly(scope: ChangedScope): boolean {
  return scope.isCountOnly;
}

/** With what somebody has moved touches to while their prospects were waited for. */
async function withMoved(
  app: App,
  tx: Queryable,
  { counting, uses, firstMailbox }: TakenClaims,
  claims: readonly ClaimedTouch[],
): Promise<Pick<TakenClaims, 'counting' | 'uses'>> {
  const moved = claims.map(whereItIs).filter((touch) => counting.of(touch) === undefined);
  if (moved.length === 0) return { counting, uses };
  const more = await countingIn(app, tx, moved, firstMailbox);
  const missing = more.keys.filter((key) => !uses.has(key));
  return {
    counting: { keys: more.keys, of: (touch) => counting.of(touch) ?? more.of(touch) },
    uses: new Map([...uses, ...(await lockScopes(tx, missing))]),
  };
}

/** Where a touch counts, as far as that may change. */
type Whereabouts = Pick<FreeTouch, 'mailbox' | 'domain' | 'cadenceHash'>;

function whereItIs({ mailbox, cadenceHash, prospect }: ClaimedTouch): Whereabouts {
  return { mailbox, cadenceHash, domain: prospect.domain };
}

/** @param firstMailbox  key of the one that a touch without a mailbox leaves from */
export async function countingIn(
  { versions, workspace }: App,
  tx: Queryable,
  touches: readonly Whereabouts[],
  firstMailbox: string,
): Promise<Counting> {
  const hashes = [...new Set(touches.map(({ cadenceHash }) => cadenceHash))];
  const loaded = await Promise.all(hashes.map((hash) => versions.load(hash, tx)));
  const cadences = new Map(hashes.map((hash, nth) => [hash, loaded[nth]?.cadence]));
  const provider = await providersOf(workspace, tx, touches);
  const ofMailbox = new Map(workspace.mailboxes.map(({ key, caps }) => [key, caps]));
  const { caps } = workspace;
  const known = new Map<string, SendScope[]>();
  const nameOf = ({ mailbox, domain, cadenceHash }: Whereabouts) =>
    `${cadenceHash} ${domain} ${mailbox ?? ''}`;
  for (const touch of touches) {
    const own = touch.mailbox ?? firstMailbox;
    const cadence = cadences.get(touch.cadenceHash);
    const pool = cadence?.sender?.pool ?? null;
    const runBy = provider(touch.domain);
    known.set(nameOf(touch), [
      ...scope('mailbox', own, 'has sent', ofMailbox.get(own) ?? null),
      ...scope('pool', pool, 'has sent', ownOf(caps.pools, pool)),
      ...scope('provider', runBy, 'has got', ownOf(caps.providers, runBy)),
      ...scope('domain', touch.domain, 'has got', caps.perDomain),
      ...scope('cadence', cadence?.key ?? null, 'has sent', cadence?.cap ?? null),
    ]);
  }
  const keys = [...new Set([...known.values()].flatMap((scopes) => scopes.map(({ key }) => key)))];
  return { keys, of: (touch) => known.get(nameOf(touch)) };
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
    fraction: () => drawnFraction(`${touchId} ${attempts}`),
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
