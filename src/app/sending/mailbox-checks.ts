import { domainOf } from '../../domain/address.ts';
import type { MailboxConfig } from '../../domain/language/workspace.ts';
import { checkDkim, checkSigningElsewhere } from '../../email/deliverability/dkim-record.ts';
import { checkDmarc } from '../../email/deliverability/dmarc.ts';
import type { Finding } from '../../email/deliverability/finding.ts';
import { checkMx, type ReachedDomain } from '../../email/deliverability/mx.ts';
import {
  checkReverse,
  type ServerAddresses,
  serverAddresses,
} from '../../email/deliverability/server-addresses.ts';
import { checkTls } from '../../email/deliverability/smtp-tls.ts';
import { checkSpf } from '../../email/deliverability/spf.ts';
import { type Dns, dnsTimeoutMs } from '../../email/dns.ts';
import { messageOf } from '../../errors.ts';
import { inTime, late } from '../../in-time.ts';
import type { Check } from '../check-parts.ts';
import type { App } from '../context.ts';
import type { MailboxUrl } from './mailbox-urls.ts';

export interface MailboxCheckRequest {
  readonly dns: Dns;
  readonly mailboxUrls: readonly MailboxUrl[];
  readonly secretOf: (environmentName: string) => string | undefined;
}

/** Some looks ask one question after the other: each ends by then, whatever answers. */
const checkTimeoutMs = 2 * dnsTimeoutMs;

/**
 * What the DNS and the mail server say of each mailbox of the workspace, all at once. While mails go to the local outbox
 * nothing is failed: what is missing is told in time.
 */
export async function checkMailboxes(
  app: Pick<App, 'workspace' | 'clock'>,
  request: MailboxCheckRequest,
): Promise<Check[]> {
  const checks = app.workspace.mailboxes.map(async (mailbox) => {
    const url = request.mailboxUrls.find(({ key }) => key === mailbox.key)?.url;
    const findings = await findingsOf(app, mailbox, url, request);
    return findings.map(
      ({ check, ...found }): Check => ({
        ...found,
        part: `mailbox ${mailbox.key}: ${check}`,
        result: url === undefined && found.result === 'failed' ? 'warning' : found.result,
      }),
    );
  });
  return (await Promise.all(checks)).flat();
}

async function findingsOf(
  { clock }: Pick<App, 'clock'>,
  { from, replyTo, wire }: MailboxConfig,
  url: string | undefined,
  { dns, secretOf }: MailboxCheckRequest,
): Promise<readonly Finding[]> {
  const fromDomain = domainOf(from.address);
  const returnPath = domainOf(wire.returnPath ?? from.address);
  const { dkim } = wire;
  const server = url === undefined ? null : await serverAddresses(dns, hostOf(url));
  const key = dkim === null ? null : { ...dkim, variable: dkim.keyEnv, pem: secretOf(dkim.keyEnv) };
  const signing =
    key === null
      ? checkSigningElsewhere(dns, fromDomain, server?.host ?? null)
      : checkDkim(dns, key);
  const identity = {
    ...{ from: fromDomain, fromAddress: from.address, returnPath },
    signedBy: dkim?.domain ?? null,
  };
  const reached = reachedDomains(domainOf((replyTo ?? from).address), returnPath);
  const looks: readonly (readonly [string, Promise<readonly Finding[]>])[] = [
    ['SPF', checkSpf(dns, returnPath, server)],
    ['DKIM', alone(signing)],
    ['DMARC', checkDmarc(dns, identity)],
    ...reached.map((one) => [`MX of ${one.domain}`, alone(checkMx(dns, one))] as const),
    ...(server === null || url === undefined ? [] : serverLooks(dns, server, url, clock)),
  ];
  return (await Promise.all(looks.map(([check, look]) => answerOf(check, look)))).flat();
}

function serverLooks(dns: Dns, server: ServerAddresses, url: string, clock: App['clock']) {
  const isLocal = server.known && server.isLocal;
  return [
    ['reverse DNS', alone(checkReverse(dns, server))],
    // A certificate is judged by the time of the machine, as TLS does.
    ['TLS', alone(checkTls(url, isLocal, clock.machineNow(), dnsTimeoutMs))],
  ] as const;
}

/** Where answers and bounces must arrive; one line where it is the same domain. */
function reachedDomains(answers: string, bounces: string): readonly ReachedDomain[] {
  if (answers === bounces) return [{ domain: answers, what: 'answers and bounces' }];
  return [
    { domain: answers, what: 'answers' },
    { domain: bounces, what: 'bounces' },
  ];
}

async function alone(finding: Promise<Finding>): Promise<readonly Finding[]> {
  return [await finding];
}

/** A look that takes too long, or fails for a reason of its own, leaves its question open. */
async function answerOf(
  check: string,
  look: Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const open = (detail: string): readonly Finding[] => [{ check, result: 'unknown', detail }];
  const found = await inTime(look, checkTimeoutMs).catch((error: unknown) =>
    open(messageOf(error)),
  );
  return found === late ? open(`no answer within ${checkTimeoutMs / 1_000} s`) : found;
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
