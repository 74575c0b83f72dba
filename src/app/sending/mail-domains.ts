/**
 * Who runs the mail of the domains that are written to: by their names (`mail-provider.ts`), else by their MX records. The
 * DNS is asked outside of any transaction, before people are given to mailboxes and before mails are put on the queue, and
 * only where limits or senders go by provider. What it says is kept in PostgreSQL, where the claim reads it; while it says
 * nothing all goes on as if the provider were not known.
 */
import type { Clock } from '../../clock.ts';
import type { WorkspaceCaps } from '../../domain/language/caps-shape.ts';
import { providerOfDomain } from '../../domain/mail-provider.ts';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Db, Queryable } from '../../store/db.ts';
import {
  domainsOfTouches,
  type MailDomain,
  readMailDomains,
  readNewMailDomains,
  staleMailDomains,
  writeMailDomains,
} from '../../store/mail-domains.ts';
import { createMxLookups } from './mx-lookups.ts';

export interface MailDomainBook {
  /** As far as this process knows. */
  providerOf(domain: string): string | null;
  /** Takes in what other processes have learned; from then on the recipients of mails are looked at, too. */
  refresh(db: Queryable): Promise<void>;
  /** Asks the DNS about domains that are not known, and waits a moment for it. Never throws. */
  learn(domains: readonly string[]): Promise<void>;
  /** The same of the people to whom mails go; does nothing where nothing goes by provider. */
  learnRecipients(touchIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Machine time for which an answer of the DNS is good. */
const goodForMs = 7 * 86_400_000;

/** Machine time for which enrolling and dispatching wait for the DNS; it goes on without them. */
const waitMs = 1_000;

/** Domains that a process remembers: of those with a provider that it knows, the latest. */
const remembered = 50_000;

/** How often what others have learned is read. */
const refreshMs = 1_000;
/** A transaction may have taken so long to be seen. */
const overlapMs = 60_000;

export function createMailDomainBook(
  { db, clock, log }: { readonly db: Db; readonly clock: Clock; readonly log: Log },
  { servers, limits }: { readonly servers: readonly string[]; readonly limits: WorkspaceCaps },
): MailDomainBook {
  let isNeeded = Object.keys(limits.providers).length > 0;
  let readTo = new Date(0);
  let readAt = Number.NEGATIVE_INFINITY;
  const known = createMemory();
  const lookups = createMxLookups(log, servers, async (found) => {
    for (const one of found) known.remember(one);
    await writeMailDomains(db, found, clock.machineNow());
  });
  const learnAll = async (domains: readonly string[]): Promise<void> => {
    const open = [...new Set(domains)].filter((domain) => providerOfDomain(domain) === null);
    if (open.length === 0) return;
    const since = new Date(clock.machineNow().getTime() - goodForMs);
    const stale = await staleMailDomains(db, open, since);
    // What is old holds until the DNS says something else.
    for (const one of await readMailDomains(db, open)) known.remember(one);
    await lookups.look(stale);
  };
  const learn = async (find: () => Promise<readonly string[]>): Promise<void> => {
    const learned = find()
      .then(learnAll)
      .catch((error: unknown) => log.warn({ err: messageOf(error) }, 'mail domains'));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs);
    });
    await Promise.race([learned, late]);
    clearTimeout(timer);
  };
  return {
    providerOf: (domain) => providerOfDomain(domain) ?? known.providerOf(domain),
    refresh: async (tx) => {
      isNeeded = true;
      if (performance.now() - readAt < refreshMs) return;
      readAt = performance.now();
      const now = clock.machineNow();
      const since = new Date(Math.max(0, readTo.getTime() - overlapMs));
      const rows = await readNewMailDomains(tx, since, remembered);
      for (const row of rows.toReversed()) known.remember(row);
      readTo = now;
    },
    learn: (domains) => learn(async () => domains),
    learnRecipients: async (touchIds) => {
      if (isNeeded) await learn(() => domainsOfTouches(db, touchIds));
    },
    close: () => lookups.close(),
  };
}

/** The providers of domains, as many as a process can hold; those that were learned last stay. */
function createMemory() {
  const known = new Map<string, string>();
  return {
    providerOf: (domain: string) => known.get(domain) ?? null,
    remember: ({ domain, provider }: MailDomain) => {
      known.delete(domain);
      if (provider !== null) known.set(domain, provider);
      const [first] = known.keys();
      if (known.size > remembered && first !== undefined) known.delete(first);
    },
  };
}
