import type { OutlookDay } from '../../domain/capacity.ts';
import { providerOfDomain } from '../../domain/mail-provider.ts';
import type { Caps, ScopeUse } from '../../domain/send-limits.ts';
import type { LocalDate } from '../../domain/wall-clock.ts';
import { countPlannedByDomain, type PlannedToDomain } from '../../store/reports/capacity.ts';
import { readScopes } from '../../store/send-limits.ts';
import type { App } from '../context.ts';

/** A domain or a provider of recipients, with what the workspace lets it get. */
export interface RecipientScope {
  readonly kind: 'domain' | 'provider';
  readonly key: string;
  readonly caps: Caps;
}

export interface WatchedRecipients {
  readonly scopes: readonly RecipientScope[];
  /** By domain, keys of the scopes that mails to it count in, with a space between. */
  readonly keysOf: ReadonlyMap<string, string>;
}

/** From here on of its room a day is told. */
const nearFrom = 0.8;
const domainsAtMost = 30;

/** What is planned for a day fills most of what a limit has room for. */
export function isNear({ planned, room }: Pick<OutlookDay, 'planned' | 'room'>): boolean {
  return room !== null && planned > 0 && planned >= nearFrom * room;
}

/**
 * Domains and providers of recipients with a cap that some day may come near to: of the domains the fullest. A cap by the hour
 * is taken for a day that is open for one hour here, since nobody knows yet when it sends: some of them turn out to have room.
 */
export async function watchRecipients(
  app: Pick<App, 'db' | 'workspace'>,
  dates: readonly LocalDate[],
): Promise<WatchedRecipients> {
  const { perDomain, providers } = app.workspace.caps;
  const isByProvider = Object.keys(providers).length > 0;
  if (perDomain === null && !isByProvider) return { scopes: [], keysOf: new Map() };
  const ends = dates.map(({ endsAt }) => endsAt);
  const least = isByProvider || perDomain === null ? 1 : leastOf(perDomain);
  const rows = await countPlannedByDomain(app.db, ends, least);
  const sent = await sentToday(app, rows, Object.keys(providers), dates[0]);
  const domains =
    perDomain === null ? [] : nearest('domain', rows, perDomain, sent).slice(0, domainsAtMost);
  const ofProvider = Object.entries(providers).flatMap(([provider, caps]) => {
    const own = rows.filter((row) => runsMail(row) === provider);
    return nearest('provider', summed(own, provider), caps, sent);
  });
  const scopes = [...domains, ...ofProvider];
  const known = new Set(scopes.map(keyOf));
  const keysOf = new Map<string, string>();
  for (const row of rows) {
    const keys = [`domain:${row.domain}`, `provider:${runsMail(row)}`];
    const watched = keys.filter((key) => known.has(key));
    if (watched.length > 0) keysOf.set(row.domain, watched.join(' '));
  }
  return { scopes, keysOf };
}

/** Domains with planned mails whose mail a provider runs. */
export async function plannedDomainsOf(
  { db }: Pick<App, 'db'>,
  provider: string,
  until: Date,
): Promise<string[]> {
  const rows = await countPlannedByDomain(db, [until], 1);
  return rows.filter((row) => runsMail(row) === provider).map(({ domain }) => domain);
}

const keyOf = ({ kind, key }: Pick<RecipientScope, 'kind' | 'key'>) => `${kind}:${key}`;

/** As `limitClaims` sees it: the name of the domain comes first. */
const runsMail = ({ domain, provider }: PlannedToDomain) => providerOfDomain(domain) ?? provider;

const leastOf = ({ perDay, perHour }: Caps) =>
  Math.max(1, Math.ceil(nearFrom * Math.min(perDay ?? Infinity, perHour ?? Infinity)));

/** Those of which a day comes near to their cap, the fullest first. */
function nearest(
  kind: RecipientScope['kind'],
  rows: readonly Pick<PlannedToDomain, 'domain' | 'day' | 'count'>[],
  caps: Caps,
  sent: ReadonlyMap<string, number>,
): RecipientScope[] {
  const most = new Map<string, number>();
  for (const { domain: key, day, count } of rows) {
    const full = count + (day === 0 ? (sent.get(keyOf({ kind, key })) ?? 0) : 0);
    most.set(key, Math.max(full, most.get(key) ?? 0));
  }
  return [...most]
    .filter(([, full]) => full >= leastOf(caps))
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([key]) => ({ kind, key, caps }));
}

/** By day, as if they were mails to one domain. */
function summed(rows: readonly PlannedToDomain[], key: string) {
  const byDay = new Map<number, number>();
  for (const { day, count } of rows) byDay.set(day, count + (byDay.get(day) ?? 0));
  return [...byDay].map(([day, count]) => ({ domain: key, day, count }));
}

/** How many mails have left today, by key of a scope. */
async function sentToday(
  { db }: Pick<App, 'db'>,
  rows: readonly PlannedToDomain[],
  providers: readonly string[],
  today: LocalDate | undefined,
): Promise<ReadonlyMap<string, number>> {
  const counted = rows.filter(({ isCounted }) => isCounted);
  const uses = await readScopes(db, [
    ...counted.map(({ domain }) => `domain:${domain}`),
    ...providers.map((provider) => `provider:${provider}`),
  ]);
  return new Map(
    [...uses].map(([key, { recent }]) => [key, sentSince(recent, today?.startsAt ?? new Date(0))]),
  );
}

/** Of the mails that count still, those that have left since. */
export function sentSince(recent: ScopeUse['recent'], since: Date): number {
  return recent
    .filter(({ at }) => at >= since.getTime())
    .reduce((sum, { count }) => sum + count, 0);
}
