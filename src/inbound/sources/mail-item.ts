import type { EventType } from '../../domain/event.ts';
import { reasonOf } from '../mail/bounce/reason-of.ts';
import type { BounceReason } from '../mail/bounce/reasons.ts';
import type { Shown, SourceItem } from './adapter.ts';
import { addressIn, matchOf } from './event-fields.ts';
import { isHard, replyCodeIn, statusIn } from './smtp-status.ts';

/** What mail providers tell of a mail, in words that they all share (those of django-anymail). */
export type MailWord =
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'deferred'
  | 'bounced'
  | 'rejected'
  | 'failed'
  | 'complained'
  | 'unsubscribed'
  | 'subscribed'
  | 'opened'
  | 'clicked'
  | 'auto-reply';

/** Why a mail did not arrive, or will not. */
export type MailReason =
  | 'invalid'
  | 'bounced'
  | 'timed_out'
  | 'blocked'
  | 'spam'
  | 'unsubscribed'
  | 'other';

/** Those that mean something to a cadence. Opens are nobody's word: machines open mails, too. */
const meanings: Readonly<Partial<Record<MailWord, EventType>>> = {
  bounced: 'email.bounced',
  complained: 'email.complained',
  clicked: 'email.clicked',
  unsubscribed: 'prospect.opted_out',
  'auto-reply': 'reply.auto',
};

export interface MailTold {
  readonly word: MailWord;
  /** Null where the provider tells nobody's address: then there is no event about a person. */
  readonly recipient: string | null;
  readonly occurredAt: Date | null;
  readonly eventId: string;
  /** Our own Message-ID, where the provider repeats it. */
  readonly messageId?: string | null;
  readonly reason?: MailReason | null;
  /** What the receiving server said. */
  readonly response?: string | null;
  readonly status?: string | null;
  readonly replyCode?: string | null;
  /** Of a bounce, by the provider's own judgement; null: as the status says. */
  readonly hard?: boolean | null;
  /** Of a click: a machine followed the link, as the provider says. */
  readonly automatic?: boolean;
}

/** One thing that a mail provider tells of one mail of ours. */
export function mailItem(told: MailTold): SourceItem {
  const { word, occurredAt, eventId, response = null } = told;
  const recipient = told.recipient === null ? null : told.recipient.trim();
  const status = told.status ?? (response === null ? null : statusIn(response));
  const replyCode = told.replyCode ?? (response === null ? null : replyCodeIn(response));
  const type = meanings[word];
  const match = matchOf({ email: recipient, messageId: told.messageId ?? null });
  const hard = word === 'bounced' ? (told.hard ?? isHard(status, replyCode)) : null;
  const shown: Shown = { recipient, hard, status, replyCode, reason: told.reason ?? null };
  const base = { eventId, occurredAt, shown: recipient === null ? null : shown };
  if (type === undefined || match === null) return { ...base, type: word, event: null };
  const code = status ?? replyCode;
  const bounce =
    word === 'bounced'
      ? { hard: hard === true, ...(code === null ? {} : { code }), ...bounceReason(told, status) }
      : {};
  const click = word === 'clicked' && told.automatic === true ? { automatic: true } : {};
  return { ...base, type, event: { type, match, ...bounce, ...click } };
}

/** Of the reasons that providers share, those that say whose fault it is. */
const reasons: Readonly<Partial<Record<MailReason, BounceReason>>> = {
  blocked: 'blocked',
  spam: 'spam_detected',
  timed_out: 'expired',
};

/** By what the receiving server said, else by the provider's own judgement. */
function bounceReason({ response, reason }: MailTold, status: string | null) {
  const said =
    response == null
      ? 'undefined'
      : reasonOf({ diagnostic: response, told: '', status, category: null });
  const known = said === 'undefined' ? reasons[reason ?? 'other'] : said;
  return known === undefined ? {} : { reason: known };
}

/** The first address of a header such as `Kari <kari@example.no>, ola@example.no`. */
export function firstAddress(list: string): string | null {
  const [first = ''] = list.slice(0, 2_000).split(',');
  return addressIn(first) ?? addressIn(list);
}
