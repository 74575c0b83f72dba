import { providerOfExchanges } from '../../domain/mail-provider.ts';
import { createDns, type Dns } from '../../email/dns.ts';
import type { Log } from '../../log.ts';
import type { MailDomain } from '../../store/mail-domains.ts';

/** Asks for MX records, never more than the DNS bears. */
export interface MxLookups {
  /** Comes back when the DNS has been asked about all of them that are free, by whomever. */
  look(domains: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Machine time after which a domain is asked about again that got no answer. */
const restMs = 5 * 60_000;

/** So many domains without an answer in a row, and nobody is asked for a while. */
const failuresInRow = 5;
const silentMs = 60_000;

/** Questions of one call under way at once, and domains under way over all of them, at most. */
const atOnce = 50;
const underWayAtMost = 2_000;

/**
 * @param servers  as in DNS_SERVERS
 * @param keep  takes what the DNS has said; a failure of it is that of `look`
 */
export function createMxLookups(
  log: Log,
  servers: readonly string[],
  keep: (found: readonly MailDomain[]) => Promise<void>,
): MxLookups {
  const underWay = new Map<string, Promise<void>>();
  const open = new Set<Dns>();
  const answers = createAnswers(log);
  let isClosed = false;

  const round = async (domains: readonly string[]): Promise<void> => {
    const dns = createDns(servers);
    open.add(dns);
    try {
      const left = domains.values();
      const found: MailDomain[] = [];
      const work = async () => {
        for (const domain of left) {
          if (isClosed || answers.areAway()) return;
          const answer = await dns.mx(domain);
          answers.count(domain, answer.known || isClosed ? null : answer.why);
          if (!answer.known) continue;
          const hosts = answer.records.map(({ exchange }) => exchange);
          found.push({ domain, provider: providerOfExchanges(hosts) });
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      if (found.length > 0) await keep(found);
    } finally {
      open.delete(dns);
    }
  };
  return {
    look: async (domains) => {
      const others = domains.flatMap((domain) => underWay.get(domain) ?? []);
      const free = domains.filter((domain) => !underWay.has(domain) && answers.mayAsk(domain));
      const asked = free.slice(0, isClosed ? 0 : Math.max(0, underWayAtMost - underWay.size));
      const looking = asked.length === 0 ? Promise.resolve() : round(asked);
      for (const domain of asked) underWay.set(domain, looking);
      try {
        await Promise.all([looking, ...new Set(others)]);
      } finally {
        for (const domain of asked) underWay.delete(domain);
      }
    },
    close: async () => {
      isClosed = true;
      for (const dns of open) dns.close();
      await Promise.allSettled(underWay.values());
    },
  };
}

/** Which domains got no answer lately, and whether anybody gets one. */
function createAnswers(log: Log) {
  const resting = new Map<string, number>();
  let failures = 0;
  let awayUntil = 0;
  const areAway = () => performance.now() < awayUntil;
  return {
    areAway,
    mayAsk: (domain: string) => !areAway() && (resting.get(domain) ?? 0) <= performance.now(),
    /** @param why  why there was none; null: there was one */
    count: (domain: string, why: string | null) => {
      if (why === null) {
        failures = 0;
        return;
      }
      resting.set(domain, performance.now() + restMs);
      const [first] = resting.keys();
      if (resting.size > underWayAtMost && first !== undefined) resting.delete(first);
      failures += 1;
      if (failures < failuresInRow || areAway()) return;
      awayUntil = performance.now() + silentMs;
      log.warn({ err: why }, 'providers go by the names of domains: the DNS does not answer');
    },
  };
}
