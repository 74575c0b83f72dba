/**
 * What a mail that was read says, as events.
 *
 * | reading              | event                                         | about whom                                       |
 * |----------------------|-----------------------------------------------|--------------------------------------------------|
 * | reply                | `reply.received` with its text, read later on | the thread, else who wrote                       |
 * | auto-reply           | `reply.auto`                                  | the thread, else who wrote                       |
 * | opt-out              | `prospect.opted_out`                          | our signed token, else the thread, else who wrote|
 * | bounce               | `email.bounced`, one a recipient              | the mail that came back, else the recipient      |
 * | complaint            | `email.complained`                            | the mail that came back, else the recipient      |
 * | delivery, unrelated  | none: it is kept as `ignored`, with the reason|                                                  |
 */
import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { InboundEvent, MailFacts } from '../../domain/event.ts';
import { storableText } from '../../domain/storable.ts';
import { touchOfReturnPath } from '../../email/return-path.ts';
import { bareSubject } from '../../email/threading.ts';
import { readUnsubscribeToken } from '../../email/unsubscribe.ts';
import type { MailReading } from '../../inbound/mail/read-mail.ts';
import { emptyEvent, type ReadEvent } from '../../inbound/reading.ts';
import { eventIdOf, keptText } from '../../inbound/sources/event-fields.ts';
import type { App } from '../context.ts';
import type { ReceivedEvent } from '../events/apply-events.ts';

/** The way by which a mail came in. */
export interface MailWay {
  readonly source: string;
  readonly receivedAt: Date;
  readonly envelope?: { readonly from: string | null; readonly to: readonly string[] };
  readonly authserv: readonly string[];
}

type Said = Pick<InboundEvent, 'type' | 'match'> &
  Partial<Pick<InboundEvent, 'hard' | 'code' | 'reason' | 'until' | 'deputy' | 'text'>>;

/** The events of a mail, at least one: what means nothing to us has `event: null` and says why. Pure; never throws. */
export function mailEvents(
  app: Pick<App, 'keys'>,
  way: MailWay,
  reading: MailReading,
): ReceivedEvent[] {
  const { source, receivedAt, authserv } = way;
  const occurredAt = writtenAt(reading.date, receivedAt);
  const told: readonly ReadEvent[] =
    reading.events.length === 0 ? [withoutEvent(reading)] : reading.events;
  const about = whomIn(app, way, reading);
  return told.map((read) => {
    const eventId = eventIdOf(storableText(read.dedupeKey ?? reading.key));
    const said = saidBy(reading, read, about);
    if (typeof said === 'string') {
      return { source, eventId, type: read.type, occurredAt, event: null, ignored: said };
    }
    const mail = factsOf(reading, eventId, authserv);
    const event = { ...said, source, eventId, occurredAt, mail };
    return { source, eventId, type: said.type, occurredAt, event };
  });
}

/** A letter that is nothing to us, or a complaint about a mail whose recipient the provider does not tell. */
function withoutEvent({ kind, key }: MailReading): ReadEvent {
  const type = kind === 'complaint' ? 'email.complained' : 'mail.unrelated';
  return { ...emptyEvent, type, dedupeKey: key };
}

/** What one event of a reading says; a code where it says nothing to us. */
function saidBy(reading: MailReading, read: ReadEvent, about: Whom): Said | string {
  const { recipient, reason } = read;
  const byRecipient = { ...about, ...(recipient === null ? {} : { email: recipient }) };
  const byAuthor = { ...about, ...(reading.from === null ? {} : { email: reading.from }) };
  const because = reason === null ? {} : { reason };
  switch (reading.kind) {
    case 'reply':
      return { type: 'reply.received', match: byAuthor, text: textOf(reading) };
    case 'opt-out':
      return reading.visibleText === null
        ? { type: 'prospect.opted_out', match: byAuthor }
        : // What its words mean is read with the words of the workspace.
          { type: 'reply.received', match: byAuthor, text: textOf(reading) };
    case 'auto-reply':
      return {
        type: 'reply.auto',
        match: byAuthor,
        ...because,
        ...(read.until === null ? {} : { until: read.until }),
        ...(reading.deputy === null ? {} : { deputy: keptDeputy(reading.deputy) }),
      };
    case 'complaint':
      return { type: 'email.complained', match: byRecipient };
    case 'bounce':
      return read.type === 'email.bounced' ? bounced(read, byRecipient) : 'delivery_notice';
    case 'delivery':
      return 'delivery_notice';
    default:
      return 'unrelated';
  }
}

function bounced({ hard, status, replyCode, reason }: ReadEvent, match: Said['match']): Said {
  const code = status ?? replyCode;
  return {
    type: 'email.bounced',
    match,
    hard: hard === true,
    ...(code === null ? {} : { code: storableText(code) }),
    ...(reason === null ? {} : { reason }),
  };
}

function textOf({ visibleText }: MailReading): string {
  return keptText(storableText(visibleText ?? ''));
}

function keptDeputy({ name, address }: NonNullable<MailReading['deputy']>) {
  return { name: name === null ? null : storableText(name).slice(0, 200), address };
}

type Whom = Pick<InboundEvent['match'], 'enrolmentId' | 'messageIds' | 'touchId'>;

/**
 * What proves which mail of ours it is about: our signed token (where it asks for no more mail, or in the header of a mail
 * that came back), the Message-IDs that it refers to, and the return path that it came to.
 */
function whomIn(app: Pick<App, 'keys'>, { envelope }: MailWay, reading: MailReading): Whom {
  const returned = /[\w-]{66}/.exec(reading.returned?.listUnsubscribe ?? '')?.[0];
  const token = reading.optOutToken ?? returned;
  const claim = token === undefined ? null : readUnsubscribeToken(app.keys.unsubscribe, token);
  const touchId = [...(envelope?.to ?? []), ...reading.to]
    .slice(0, mostAddresses)
    .map((address) => touchOfReturnPath(app.keys.returnPath, tagIn(address)))
    .find((id) => id !== null);
  const messageIds = reading.refersTo.map(storableText);
  return {
    ...(claim === null ? {} : { enrolmentId: claim.enrolmentId }),
    ...(messageIds.length === 0 ? {} : { messageIds }),
    ...(touchId == null ? {} : { touchId }),
  };
}

const mostAddresses = 100;

/** What stands between the last `+` and the `@` of an address (RFC 5233). */
function tagIn(address: string): string {
  return /\+([^+@]{1,64})@[^@]{0,255}$/.exec(address.slice(-400))?.[1] ?? '';
}

function factsOf(
  { from, subject, dmarc }: MailReading,
  eventId: string,
  authserv: readonly string[],
): MailFacts {
  const bare = subject === null ? '' : storableText(bareSubject(subject)).replace(/\s+/g, ' ');
  return {
    key: createHash('sha256').update(`${eventId}\n${from}`).digest('hex'),
    from,
    subject: bare === '' ? null : bare.slice(0, longestSubject),
    authentic: from === null ? null : isAuthentic(from, dmarc, authserv),
  };
}

const longestSubject = 500;

/**
 * Whether `from` is proven by the topmost word of a server that is believed (RFC 7489). A pass for another domain than that
 * of `from` is none; that no policy was found says nothing.
 */
function isAuthentic(
  from: string,
  results: MailReading['dmarc'],
  authserv: readonly string[],
): boolean | null {
  const believed = new Set(authserv.map((name) => name.toLowerCase()));
  const said = results.find(({ server }) => believed.has(server));
  if (said === undefined) return null;
  if (said.result === 'fail') return false;
  if (said.result !== 'pass') return null;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return said.domain === null || domainToASCII(said.domain) === domain;
}

/** Mail servers try for five days at most (RFC 5321 §4.5.4.1). */
const longestWayMs = 5 * 86_400_000;

/** When a mail was written: by its Date, which is the word of whoever wrote it, as far as that can be true. */
export function writtenAt(date: Date | null, receivedAt: Date): Date {
  const ageMs = date === null ? -1 : receivedAt.getTime() - date.getTime();
  return date !== null && ageMs >= 0 && ageMs <= longestWayMs ? date : receivedAt;
}
