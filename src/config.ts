import { isIP } from 'node:net';
import { z } from 'zod';
import { Misconfigured } from './errors.ts';
import { parseUrl } from './url.ts';

/** One environment variable: what it must be, what it is when not set, and why. The README's table is checked against this. */
export interface Variable {
  readonly name: string;
  readonly fallback: string;
  readonly meaning: string;
}

const text = z.string().trim();
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);
const urlOf = (...schemes: readonly string[]) =>
  text.refine(
    (value) =>
      schemes.some((scheme) => value.startsWith(`${scheme}://`)) && parseUrl(value) !== null,
    `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  );
const smtpUrl = urlOf('smtp', 'smtps').refine(
  (value) => parseUrl(value) === null || isReadable(new URL(value)),
  'must name a host, with %25 for a percent sign in user or password',
);
const imapUrl = urlOf('imap', 'imaps').refine(
  (value) => parseUrl(value) === null || (isReadable(new URL(value)) && hasLogin(new URL(value))),
  'must be imaps://USER:PASSWORD@HOST, with %40 for an at sign and %25 for a percent sign in user or password',
);
const dnsServers = text
  .transform((value) => value.split(/[\s,]+/))
  .refine(
    (servers) => servers.every(isDnsServer),
    'must be addresses, as in 1.1.1.1 or [::1]:5353',
  );
const trustProxy = text
  .transform((value) => (/^\d+$/.test(value) ? Number(value) : value.split(/[\s,]+/)))
  .refine(
    (given) => (typeof given === 'number' ? given >= 1 && given <= 10 : given.every(isNetwork)),
    'must be how many proxies stand before us (1 to 10), or their addresses and networks, as in 10.0.0.0/8, fd00::/8 or loopback',
  );
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const shape = z.object({
  DATABASE_URL: urlOf('postgres', 'postgresql').optional(),
  REDIS_URL: urlOf('redis', 'rediss').optional(),
  CADENCE_HOME: text.default('.cadence'),
  CADENCE_ADMIN_KEY: text.min(16, 'must have 16 characters or more').optional(),
  CADENCE_SECRET: text.min(32, 'must have 32 characters or more').optional(),
  PORT: wholeNumber(0, 65_535).default(4280),
  HOST: text.default('127.0.0.1'),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  PUBLIC_URL: urlOf('http', 'https').optional(),
  TRUST_PROXY: trustProxy.optional(),
  SMTP_URL: smtpUrl.optional(),
  DNS_SERVERS: dnsServers.optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  CADENCES_DIR: text.default('cadences'),
  TEMPLATES_DIR: text.default('templates'),
  WORKER_CONCURRENCY: wholeNumber(1, 500).default(10),
  DISPATCH_INTERVAL_MS: wholeNumber(100, 600_000).default(15_000),
  DISPATCH_HORIZON_MS: wholeNumber(0, 86_400_000).default(600_000),
});

/** Every variable with its default and reason, for `--help`, the README and its test. */
export const variables: readonly Variable[] = [
  ['DATABASE_URL', '', 'PostgreSQL 15 or newer; not set: an embedded one in CADENCE_HOME'],
  ['REDIS_URL', '', 'Redis 6.2 or newer for the queue; not set: the queue lives in PostgreSQL'],
  ['CADENCE_HOME', '.cadence', 'where the embedded database, the outbox and reports live'],
  [
    'CADENCE_ADMIN_KEY',
    '',
    'an admin API key accepted from the start; not set: one is made and shown once',
  ],
  ['CADENCE_SECRET', '', 'derives all keys of ours; not set: one is made and kept in the database'],
  ['PORT', '4280', 'port of the HTTP API; 0 takes a free one'],
  ['HOST', '127.0.0.1', 'address to listen on: this machine only, until you say otherwise'],
  [
    'METRICS_PORT',
    '',
    'where a process without HTTP API (`worker`) answers /metrics and /healthz; not set: nowhere',
  ],
  [
    'PUBLIC_URL',
    '',
    'how the world reaches us, for links to opt out and to log in; not set: http://HOST:PORT',
  ],
  [
    'TRUST_PROXY',
    '',
    'proxies that are believed whom they forward for: 1 (hop), or 10.0.0.0/8, loopback; not set: none',
  ],
  ['SMTP_URL', '', 'where mails go; not set: a local outbox, nothing leaves the machine'],
  [
    'DNS_SERVERS',
    '',
    'whom the DNS is asked of, as in 1.1.1.1, 127.0.0.1:5353; not set: as the machine does',
  ],
  ['LOG_LEVEL', 'info', 'trace, debug, info, warn, error, fatal or silent'],
  ['CADENCES_DIR', 'cadences', 'folder of cadence files and workspace.yaml'],
  ['TEMPLATES_DIR', 'templates', 'folder of MJML templates'],
  ['WORKER_CONCURRENCY', '10', 'SMTP connections of one worker process'],
  ['DISPATCH_INTERVAL_MS', '15000', 'how often what is due is put on the queue'],
  ['DISPATCH_HORIZON_MS', '600000', 'how far ahead: Redis holds minutes, not months'],
].map(([name = '', fallback = '', meaning = '']) => ({ name, fallback, meaning }));

/** `1.1.1.1`, `127.0.0.1:5353`, `::1`, `[::1]:5353`. */
function isDnsServer(server: string): boolean {
  const [, bracketed, plain, port = '53'] =
    /^(?:\[(.+)\]|([^[\]]+?))(?::(\d{1,5}))?$/.exec(isIP(server) === 6 ? `[${server}]` : server) ??
    [];
  const isAddress = bracketed === undefined ? isIP(plain ?? '') === 4 : isIP(bracketed) === 6;
  return isAddress && Number(port) >= 1 && Number(port) <= 65_535;
}

/** `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`, or a word of Fastify's for the networks that are nobody's. */
function isNetwork(given: string): boolean {
  const [address = '', bits, ...more] = given.split('/');
  if (more.length > 0) return false;
  if (bits === undefined && ['loopback', 'linklocal', 'uniquelocal'].includes(given)) return true;
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  const isLength = bits === undefined || (/^[1-9]\d*$/.test(bits) && Number(bits) <= most);
  return most > 0 && isLength;
}

function isReadable({ hostname, username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return hostname !== '';
  } catch {
    return false;
  }
}

function hasLogin({ username, password }: URL): boolean {
  return username !== '' && password !== '';
}

export type Config = Readonly<z.output<typeof shape>>;

/**
 * Reads the environment. An empty value counts as not set.
 *
 * @throws Misconfigured `bad_environment`, naming every variable that is wrong and what it must be
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(shape.shape).flatMap((name) => {
      const value = environment[name];
      return value === undefined || value.trim() === '' ? [] : [[name, value]];
    }),
  );
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new Misconfigured('bad_environment', `${lines.join('; ')}.`);
}

/**
 * Reads a variable that `workspace.yaml` names as the place of a mail server.
 *
 * @returns undefined when it is not set
 * @throws Misconfigured `bad_environment`
 */
export function readSmtpUrl(name: string, value: string | undefined): string | undefined {
  return readMailUrl(smtpUrl, name, value);
}

/** The same of a place where mail is read: `imaps://user:password@host`. */
export function readImapUrl(name: string, value: string | undefined): string | undefined {
  return readMailUrl(imapUrl, name, value);
}

function readMailUrl(
  shape: z.ZodType<string>,
  name: string,
  value: string | undefined,
): string | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.map((issue) => `${name} ${issue.message}`);
  throw new Misconfigured('bad_environment', `${told.join('; ')}.`);
}
