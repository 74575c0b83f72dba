import { providerOfExchanges } from '../../domain/mail-provider.ts';
import { createDns, type Dns, type DnsAnswer } from '../../email/dns.ts';
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

/**
 * So many domains without an answer, in rounds without any, and nobody is asked for a while. The servers of single domains
 * are away at all times, and what they let wait is known last: in a row says nothing.
 */
const inVainAtMost = 5;
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
  const known = createAnswers(log);
  let isClosed = false;

  const round = async (domains: readonly string[]): Promise<void> => {
    const dns = createDns(servers);
    open.add(dns);
    const answers = known.begin();
    try {
      const left = domains.values();
      const found: MailDomain[] = [];
      const work = async () => {
        for (const domain of left) {
          if (isClosed || known.areAway()) return;
          const answer = await dns.mx(domain);
          if (isClosed && !answer.known) return;
          answers.count(domain, answer);
          if (!answer.known) continue;
          const hosts = answer.records.map(({ exchange }) => exchange);
          found.push({ domain, provider: providerOfExchanges(hosts) });
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      if (found.length > 0) await keep(found);
    } finally {
      answers.end();
      open.delete(dns);
    }
  };
  return {
    look: async (domains) => {
      const others = domains.flatMap((domain) => underWay.get(domain) ?? []);
      const free = domains.filter((domain) => !underWay.has(domain) && known.mayAsk(domain));
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
  let inVain = 0;
  let awayUntil = 0;
  const areAway = () => performance.now() < awayUntil;
  const rest = (domain: string) => {
    resting.set(domain, performance.now() + restMs);
    const [first] = resting.keys();
    if (resting.size > underWayAtMost && first !== undefined) resting.delete(first);
  };
  const goAway = (why: string) => {
    if (areAway()) return;
    awayUntil = performance.now() + silentMs;
    inVain = 0;
    log.warn({ err: why }, 'providers go by the names of domains: the DNS does not answer');
  };
  return {
    areAway,
    mayAsk: (domain: string) => !areAway() && (resting.get(domain) ?? 0) <= performance.now(),
    /** A round of questions. */
    begin: () => {
      let answered = 0;
      const unanswered: string[] = [];
      return {
        count: (domain: string, answer: DnsAnswer<unknown>) => {
          if (answer.known) {
            answered += 1;
            return;
          }
          rest(domain);
          unanswered.push(answer.why);
          // Of a long round the first that are asked at once say enough.
          if (answer.away || (answered === 0 && unanswered.length >= atOnce)) goAway(answer.why);
        },
        end: () => {
          inVain = answered > 0 ? 0 : inVain + unanswered.length;
          const why = unanswered.at(-1);
          if (why !== undefined && inVain >= inVainAtMost) goAway(why);
        },
      };
    },
  };
}
