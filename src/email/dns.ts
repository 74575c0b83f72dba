import { Resolver } from 'node:dns/promises';
import { messageOf } from '../errors.ts';

/** What the DNS holds under a name: nothing, when it says so; not known, when it does not answer. */
export type DnsAnswer<T> =
  | { readonly known: true; readonly records: readonly T[] }
  | {
      readonly known: false;
      readonly why: string;
      /** Nobody is there to be asked, whatever the name. */
      readonly away: boolean;
    };

export interface MailExchange {
  readonly exchange: string;
  readonly priority: number;
}

/** Asks the DNS. Never throws, and an answer that was given is not asked for again. */
export interface Dns {
  /** Each record as one text, whatever the pieces that it is published in. */
  txt(name: string): Promise<DnsAnswer<string>>;
  /** The most wanted first. */
  mx(name: string): Promise<DnsAnswer<MailExchange>>;
  /** IPv4 and IPv6. */
  addresses(name: string): Promise<DnsAnswer<string>>;
  names(address: string): Promise<DnsAnswer<string>>;
  /** Ends what is still waited for. */
  close(): void;
}

/** Machine time within which a question is answered, or counts as not answered. */
export const dnsTimeoutMs = 5_000;

/** Two tries within the time: the resolver waits longer for the second. */
const tries = { timeout: 1_500, tries: 2 };

/** The name is not there, has nothing of the kind, or is none. */
const absent: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/**
 * @param servers  `127.0.0.1:5353`, `[::1]:53`; none: those of the machine
 */
export function createDns(servers: readonly string[]): Dns {
  const resolver = new Resolver(tries);
  if (servers.length > 0) resolver.setServers(servers);
  return {
    txt: remembered(async (name) =>
      (await resolver.resolveTxt(name)).map((pieces) => pieces.join('')),
    ),
    mx: remembered(async (name) =>
      (await resolver.resolveMx(name)).toSorted((a, b) => a.priority - b.priority),
    ),
    addresses: remembered(async (name) => {
      const both = await Promise.all([
        orNothing(resolver.resolve4(name)),
        orNothing(resolver.resolve6(name)),
      ]);
      return both.flat();
    }),
    names: remembered((address) => resolver.reverse(address)),
    close: () => resolver.cancel(),
  };
}

function remembered<T>(
  ask: (name: string) => Promise<readonly T[]>,
): (name: string) => Promise<DnsAnswer<T>> {
  const asked = new Map<string, Promise<DnsAnswer<T>>>();
  return (name) => {
    const answer = asked.get(name) ?? answerOf(name, () => ask(name));
    asked.set(name, answer);
    return answer;
  };
}

async function answerOf<T>(name: string, ask: () => Promise<readonly T[]>): Promise<DnsAnswer<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DnsAnswer<T>>((resolve) => {
    timer = setTimeout(
      () => resolve({ known: false, why: silent(name), away: false }),
      dnsTimeoutMs,
    );
  });
  const answer = orNothing(ask()).then(
    (records): DnsAnswer<T> => ({ known: true, records }),
    (error: unknown): DnsAnswer<T> => ({
      ...{ known: false, why: reasonOf(name, error) },
      away: codeOf(error) === 'ECONNREFUSED',
    }),
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function orNothing<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    if (absent.has(codeOf(error))) return [];
    throw error;
  }
}

function reasonOf(name: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'ETIMEOUT' || code === 'ECANCELLED') return silent(name);
  if (code === 'ECONNREFUSED') return `no DNS server is reached for ${name}`;
  if (code === 'ESERVFAIL') return `the DNS servers of ${name} do not answer as they should`;
  return `the DNS was asked for ${name}: ${messageOf(error)}`;
}

function silent(name: string): string {
  return `the DNS does not answer for ${name}`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
