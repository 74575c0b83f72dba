import { domainOf } from '../../domain/address.ts';
import { type GuardRails, judgeRates, type RatedCounts } from '../../domain/guard-rails.ts';
import { seesAll } from '../../domain/viewer.ts';
import { readLastDays } from '../../store/rated-days.ts';
import { readDeliverability } from '../../store/reports/deliverability.ts';
import type { App } from '../context.ts';
import { mailboxScope } from '../sending/guard-rails.ts';
import { listMailboxes } from '../sending/mailbox-status.ts';
import { type AskedReport, reportFilter } from './filter.ts';

/** How the mails of a mailbox, or of a sending domain, fared. */
export interface SenderFigures extends RatedCounts {
  readonly kind: 'mailbox' | 'domain';
  readonly key: string;
  /** Of those sent, from 0 to 1; null where none was. */
  readonly bounceRate: number | null;
  readonly complaintRate: number | null;
  /** A mailbox that is paused; a domain all of whose mailboxes are. */
  readonly isPaused: boolean;
  /** As the guard rails count it, over the last seven days; null where there are none. */
  readonly lastDays: (RatedCounts & { readonly does: 'warn' | 'pause' | null }) | null;
}

export interface Deliverability {
  readonly guardRails: GuardRails | null;
  readonly senders: readonly SenderFigures[];
}

/** Of the mails that left in a period: domains first, each with its mailboxes behind it. */
export async function reportDeliverability(
  app: App,
  { from, to }: Pick<AskedReport, 'from' | 'to'> = {},
): Promise<Deliverability> {
  const period = reportFilter(app, { from, to }, seesAll);
  const { guardRails } = app.workspace;
  const [figures, mailboxes] = await Promise.all([
    readDeliverability(app.db, period.from, period.until),
    listMailboxes(app),
  ]);
  const known = mailboxes.map(({ key, from: address, status }) => ({
    ...{ key, domain: address === null ? null : domainOf(address), isPaused: status === 'paused' },
  }));
  // One that the workspace has no more has sent, too.
  const gone = figures.flatMap(({ mailbox }) =>
    known.some(({ key }) => key === mailbox)
      ? []
      : [{ key: mailbox, domain: null, isPaused: false }],
  );
  const all = [...known, ...gone];
  const domains = [...new Set(all.flatMap(({ domain }) => domain ?? []))];
  const scopes = [...all.map(({ key }) => mailboxScope(key)), ...domains.map(domainScope)];
  const counted = guardRails === null ? [] : await readLastDays(app.db, scopes, app.clock.now());
  const lastDaysOf = (scope: string): SenderFigures['lastDays'] => {
    if (guardRails === null) return null;
    const {
      sent = 0,
      bounced = 0,
      complained = 0,
    } = counted.find((row) => row.scope === scope) ?? {};
    const counts = { sent, bounced, complained };
    return { ...counts, does: judgeRates(counts, guardRails)?.does ?? null };
  };
  const ofMailbox = (key: string) => figures.filter(({ mailbox }) => mailbox === key);
  const row = (one: (typeof all)[number]) =>
    senderFigures(
      'mailbox',
      one.key,
      ofMailbox(one.key),
      one.isPaused,
      lastDaysOf(mailboxScope(one.key)),
    );
  const senders = domains.flatMap((domain) => {
    const own = all.filter((one) => one.domain === domain);
    const counts = own.flatMap(({ key }) => ofMailbox(key));
    const isPaused = own.every((one) => one.isPaused);
    const total = senderFigures(
      'domain',
      domain,
      counts,
      isPaused,
      lastDaysOf(domainScope(domain)),
    );
    return [total, ...own.map(row)];
  });
  return {
    guardRails,
    senders: [...senders, ...all.filter((one) => one.domain === null).map(row)],
  };
}

const domainScope = (domain: string) => `domain:${domain}`;

function senderFigures(
  kind: SenderFigures['kind'],
  key: string,
  counts: readonly RatedCounts[],
  isPaused: boolean,
  lastDays: SenderFigures['lastDays'],
): SenderFigures {
  const sum = (name: keyof RatedCounts) => counts.reduce((total, one) => total + one[name], 0);
  const [sent, bounced, complained] = [sum('sent'), sum('bounced'), sum('complained')];
  const rate = (count: number) => (sent === 0 ? null : count / sent);
  return {
    ...{ kind, key, sent, bounced, complained, isPaused, lastDays },
    bounceRate: rate(bounced),
    complaintRate: rate(complained),
  };
}
