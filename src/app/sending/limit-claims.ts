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
import { type Sentence, sentence } from '../../domain/sentence.ts';
import { noteBegun } from '../../store/begun-mails.ts';
import type { ClaimedTouch, ClaimVerdict } from '../../store/claims.ts';
import type { Queryable, Transaction } from '../../store/db.ts';
import { readMailDomains } from '../../store/mail-domains.ts';
import type { FreeTouch } from '../../store/prospect-locks.ts';
import { unclaimTouches, writeCounts, writeScopes } from '../../store/send-limits.ts';
import type { App } from '../context.ts';

/** A claim for which there was no room, and when there is. */
export interface Limited {
  readonly touchId: string;
  readonly refused: 'cap_reached';
  readonly until: Date;
  readonly because: Sentence;
}

/** What mails of touches count in. */
export interface Counting {
  /** Keys of all. */
  readonly keys: readonly string[];
  /** Undefined for a touch that has been moved since. */
  of(touch: Whereabouts): readonly SendScope[] | undefined;
  /** As it is noted with a claim. */
  textOf(touch: Whereabouts): string | null;
}

interface TakenClaims {
  readonly verdicts: readonly ClaimVerdict[];
  readonly counting: Counting;
  /** Its scopes, locked until the claims are committed: the last locks that are taken. */
  readonly uses: ReadonlyMap<string, ScopeUse>;
  /** What was noted with each, by touch. */
  readonly countedIn: ReadonlyMap<string, string | null>;
  readonly claimedAt: Date;
  readonly now: Date;
  readonly leaseUntil: Date;
}

/**
 * Takes back those of the claims that some limit has no room for, in the transaction of the claims. Exact with any number of
 * workers, since the locks of what is counted in are held. Where nothing is limited, nothing is asked.
 */
export function limitClaims(
  tx: Transaction,
  { verdicts, counting, uses, countedIn, claimedAt, now, leaseUntil }: TakenClaims,
): (ClaimVerdict | Limited)[] {
  const claims = verdicts.flatMap((verdict) =>
    'claimed' in verdict && verdict.claimed.channel === 'email' ? [verdict.claimed] : [],
  );
  // Whom somebody has moved while their prospects were waited for: they are claimed anew, where they are now.
  const moved = new Set<ClaimedTouch>();
  const mails: LimitedMail[] = [];
  for (const claim of claims) {
    const place = whereItIs(claim);
    const scopes = counting.of(place);
    const isThere = counting.textOf(place) === (countedIn.get(claim.touchId) ?? null);
    if (scopes === undefined || !isThere) moved.add(claim);
    else if (scopes.length > 0) mails.push(asMail(claim, scopes));
  }
  if (mails.length === 0 && moved.size === 0) return [...verdicts];
  const decided = limitMails(mails, uses, now, claimedAt);
  const refused = new Map(decided.refused.map((one) => [one.touchId, one]));
  const isTaken = (claim: ClaimedTouch) => !refused.has(claim.touchId) && !moved.has(claim);
  tx.last(
    Promise.all([
      writeCounts(tx, decided.changed.filter(isCountOnly)),
      writeScopes(
        tx,
        decided.changed.filter((one) => !isCountOnly(one)),
      ),
      noteBegun(tx, decided.begun, claimedAt),
      unclaimTouches(
        tx,
        claims.filter((claim) => !isTaken(claim)),
        leaseUntil,
      ),
    ]),
  );
  return verdicts.map((verdict) => {
    if (!('claimed' in verdict)) return verdict;
    const { claimed } = verdict;
    const out = refused.get(claimed.touchId);
    if (out !== undefined) return { ...out, refused: 'cap_reached' };
    return moved.has(claimed) ? { touchId: claimed.touchId, refused: 'locked' } : verdict;
  });
}

function isCountOnly(scope: ChangedScope): boolean {
  return scope.isCountOnly;
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
  const keys = new Set<string>();
  const nameOf = ({ mailbox, domain, cadenceHash }: Whereabouts) =>
    `${cadenceHash} ${domain} ${mailbox ?? ''}`;
  for (const touch of touches) {
    const own = touch.mailbox ?? firstMailbox;
    const cadence = cadences.get(touch.cadenceHash);
    const pool = cadence?.sender?.pool ?? null;
    const runBy = provider(touch.domain);
    const scopes = [
      ...scope('mailbox', own, ofMailbox.get(own) ?? null),
      ...scope('pool', pool, ownOf(caps.pools, pool)),
      ...scope('provider', runBy, ownOf(caps.providers, runBy)),
      ...scope('domain', touch.domain, caps.perDomain),
      ...scope('cadence', cadence?.key ?? null, cadence?.cap ?? null),
    ];
    known.set(nameOf(touch), scopes);
    for (const { key } of scopes) keys.add(key);
  }
  return {
    keys: [...keys],
    of: (touch) => known.get(nameOf(touch)),
    textOf: (touch) =>
      known
        .get(nameOf(touch))
        ?.map(({ key }) => key)
        .join(' ') || null,
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
    touchId,
    plannedAt,
    scopes,
    isFollowUp: threadSubject !== null,
    hasWaited: waitedFor === 'cap_reached',
    fraction: () => drawnFraction(`${touchId} ${attempts}`),
  };
}

function ownOf(caps: Readonly<Record<string, Caps>>, key: string | null): Caps | null {
  return key !== null && Object.hasOwn(caps, key) ? (caps[key] ?? null) : null;
}

type ScopeKind = 'mailbox' | 'pool' | 'provider' | 'domain' | 'cadence';

function scope(kind: ScopeKind, key: string | null, caps: Caps | null): SendScope[] {
  if (key === null || caps === null || Object.keys(caps).length === 0) return [];
  const said = sentence(`limit.${kind}`, { name: key });
  return [{ key: `${kind}:${key}`, said, caps, isMailbox: kind === 'mailbox' }];
}
