import { formatDuration } from '../domain/duration.ts';
import type { DnsRecord } from '../email/deliverability/finding.ts';
import { verifySmtp } from '../email/verify-smtp.ts';
import { messageOf } from '../errors.ts';
import { sourceAdapters } from '../inbound/sources/registry.ts';
import { serverVersion } from '../store/db.ts';
import { oldestDueAt } from '../store/dispatch.ts';
import { readMailbox } from '../store/mailboxes.ts';
import type { App } from './context.ts';
import { silences } from './events/source-silence.ts';
import { checkInboxes } from './intake/inbox-checks.ts';
import type { Library } from './library/library.ts';
import type { MailboxUrl } from './sending/mailbox-urls.ts';

/** What one part of the installation has to say. */
export interface Check {
  readonly part: string;
  /** `unknown`: who was asked did not say; nothing is known to be wrong. */
  readonly result: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was seen, and what to do when it is not well. */
  readonly detail: string;
  /** What to change, where that takes more words. */
  readonly fix?: string;
  /** A record of the DNS to publish. */
  readonly publish?: DnsRecord;
}

export interface CheckRequest {
  readonly library: Library;
  readonly queueKind: 'redis' | 'postgres';
  readonly mailboxUrls: readonly MailboxUrl[];
  readonly secretOf: (environmentName: string) => string | undefined;
}

const lateMs = 5 * 60_000;
const smtpTimeoutMs = 10_000;

/** Looks at every part in turn; a part that fails does not keep the others from being looked at. */
export async function checkParts(app: App, request: CheckRequest): Promise<Check[]> {
  return [
    await look('database', async () => `PostgreSQL ${await serverVersion(app.db)}`),
    await look(
      'queue',
      async () => `${request.queueKind}, ${await app.queue.outstanding()} waiting`,
    ),
    libraryCheck(request.library),
    ...(await Promise.all(request.mailboxUrls.map((one) => mailboxCheck(app, one, request)))),
    ...(await checkInboxes(app, request.secretOf)),
    ...(await sourceChecks(app, request.secretOf)),
    await dueCheck(app),
  ];
}

async function look(part: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { part, result: 'ok', detail: await work() };
  } catch (error) {
    return { part, result: 'failed', detail: messageOf(error) };
  }
}

function libraryCheck({ problems, cadences }: Library): Check {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors === 0)
    return { part: 'cadences', result: 'ok', detail: `${cadences.length} without errors` };
  return { part: 'cadences', result: 'failed', detail: `${errors} errors; see "cadence lint"` };
}

async function mailboxCheck(
  app: App,
  { key, url }: MailboxUrl,
  { mailboxUrls }: Pick<CheckRequest, 'mailboxUrls'>,
): Promise<Check> {
  const part = `mailbox ${key}`;
  const row = await readMailbox(app.db, key).catch(() => null);
  if (row?.status === 'paused') {
    const since = row.since?.toISOString();
    return { part, result: 'failed', detail: `paused since ${since}: ${row.reason}` };
  }
  if (url === undefined) return { part, ...withoutUrl(app, key, mailboxUrls) };
  const problem = await verifySmtp(url, smtpTimeoutMs);
  const host = new URL(url).host;
  return problem === null
    ? { part, result: 'ok', detail: `${host} answers and lets us in` }
    : { part, result: 'failed', detail: `${host}: ${problem}` };
}

/** Nothing says where its mails go: all of them go nowhere, or nothing starts until that is said of each. */
function withoutUrl(
  { workspace }: App,
  key: string,
  all: readonly MailboxUrl[],
): Pick<Check, 'result' | 'detail'> {
  const own = workspace.mailboxes.find((mailbox) => mailbox.key === key)?.smtpEnv ?? 'SMTP_URL';
  const missing = own === 'SMTP_URL' ? 'SMTP_URL is not set' : `neither ${own} nor SMTP_URL is set`;
  if (all.some(({ url }) => url !== undefined)) {
    const detail = `${missing}, and other mailboxes have a mail server: no worker starts`;
    return { result: 'failed', detail };
  }
  const detail = `${missing}: mails go to the local outbox, nothing leaves this machine`;
  return { result: 'warning', detail };
}

async function sourceChecks(
  app: App,
  secretOf: CheckRequest['secretOf'],
): Promise<readonly Check[]> {
  const silent = new Map(
    (await silences(app).catch(() => [])).map((silence) => [silence.source, silence]),
  );
  return app.workspace.sources.map(({ key, scheme, secretEnv, expectEvery }) => {
    const part = `source ${key}`;
    if (secretEnv !== null && !secretOf(secretEnv)) {
      const detail = `${secretEnv} is not set: its webhooks are refused`;
      return { part, result: 'warning', detail };
    }
    const form = sourceAdapters[scheme].secretForm;
    const secret = secretEnv === null ? '' : (secretOf(secretEnv)?.trim() ?? '');
    if (secretEnv !== null && form !== undefined && !form.pattern.test(secret)) {
      const detail = `${secretEnv} must be ${form.words}: its webhooks are refused`;
      return { part, result: 'warning', detail };
    }
    const silence = silent.get(key);
    if (silence?.isSilent === true && expectEvery !== null) {
      const since = silence.since.toISOString();
      const detail = `silent since ${since}, and expected every ${formatDuration(expectEvery)}: does it still post?`;
      return { part, result: 'warning', detail };
    }
    return {
      part,
      result: 'ok',
      detail: secretEnv === null ? 'needs no secret' : 'has its secret',
    };
  });
}

async function dueCheck(app: App): Promise<Check> {
  const part = 'oldest due touch';
  try {
    const now = app.clock.now();
    const oldest = await oldestDueAt(app.db, now);
    if (oldest === null) return { part, result: 'ok', detail: 'nothing is due' };
    const ageMs = now.getTime() - oldest.getTime();
    const detail = `due since ${oldest.toISOString()} (${Math.round(ageMs / 1_000)} s)`;
    if (ageMs < lateMs) return { part, result: 'ok', detail };
    return { part, result: 'warning', detail: `${detail}: is a worker running?` };
  } catch (error) {
    return { part, result: 'failed', detail: messageOf(error) };
  }
}
