/**
 * What is believed of mails, once it is known whom they are about. Anybody can write a mail in anybody's name; who knows the
 * Message-ID or the return path of a mail of ours has seen it, and could as well click its opt-out link.
 *
 * | the mail                                       | names a mail of ours   | only a known address     | a colleague's thread |
 * |------------------------------------------------|------------------------|--------------------------|----------------------|
 * | a letter                                       | as said                | as said                  | a reply, for triage  |
 * | a letter whose sender fails DMARC              | as said                | held: `reply.unproven`   | nobody's             |
 * | a letter of another person whom we know        | a reply, for triage; and as said by that person                          |
 * | a letter of a mailbox of ours                  | ignored: `own_mail`    | (of itself) as said      | ignored              |
 * | a bounce, a complaint                          | as said                | as said, if we wrote to it| (not looked for)    |
 * | a bounce, a complaint that fails DMARC         | as said                | ignored: `not_our_mail`  | (not looked for)     |
 */
import type { EventReading, InboundEvent, MailFacts } from '../../domain/event.ts';
import type { Queryable } from '../../store/db.ts';
import { type EventMatch, matchEvents } from '../../store/event-match.ts';
import type { NewEvent } from '../../store/events.ts';
import type { App } from '../context.ts';

/** An event of a mail that is told of a second person: of whoever wrote it into the thread of somebody else. */
export interface WeighedEvent extends NewEvent {
  /** Id of the event that the same mail is for the person of the thread. */
  readonly besides?: string;
}

type Matches = ReadonlyMap<string, EventMatch>;

/** The events as they are believed, and those of second persons after them, with the matches of all. */
export async function weighMails(
  app: Pick<App, 'newId' | 'workspace'>,
  tx: Queryable,
  rows: readonly NewEvent[],
  found: Matches,
): Promise<{ readonly rows: readonly WeighedEvent[]; readonly found: Matches }> {
  const writers = rows.flatMap((row) => writerOf(app, row, found.get(row.id)));
  const others = writers.length === 0 ? [] : await matchEvents(tx, writers.map(naming));
  const besides = new Map(
    others
      .map((match) => [match, writers.find(({ id }) => id === match.id)] as const)
      .filter(([match, row]) => match.prospectId !== found.get(row?.besides ?? '')?.prospectId)
      .map(([match]) => [match.id, match] as const),
  );
  const second = writers.filter(({ id }) => besides.has(id));
  const ofAnother = new Set(second.map((row) => row.besides));
  const ours = ownAddresses(app);
  const all = new Map([...found, ...besides]);
  return {
    rows: [...rows, ...second].map((row) =>
      weigh(row, all.get(row.id), ofAnother.has(row.id), ours),
    ),
    found: all,
  };
}

const naming = ({ id, event }: NewEvent) => ({
  id,
  match: event?.match ?? {},
  ...(event === null ? {} : { type: event.type, mail: event.mail }),
});

/** The same mail as an event of whoever wrote it, where that is not whose mail it answers. */
function writerOf(
  app: Pick<App, 'newId'>,
  row: NewEvent,
  match: EventMatch | undefined,
): (WeighedEvent & { readonly besides: string })[] {
  const mail = row.event?.mail;
  if (row.event === null || mail === undefined || match === undefined) return [];
  if (isReport(row.event) || mail.from === null || mail.from === match.address) return [];
  if (!namesOurMail(match)) return [];
  const eventId = `${row.eventId}/writer`;
  const event: InboundEvent = {
    ...row.event,
    eventId,
    match: { email: mail.from },
    // No colleague's thread is looked for.
    mail: { ...mail, key: `${mail.key}/writer`, subject: null },
  };
  return [{ ...row, id: app.newId(), eventId, event, besides: row.id }];
}

/** The same for a kept event of which is known by now whom it is about. */
export function believedOf(
  app: Pick<App, 'workspace'>,
  row: NewEvent,
  match: EventMatch,
): NewEvent {
  return weigh(row, match, false, ownAddresses(app));
}

function weigh(
  row: NewEvent,
  match: EventMatch | undefined,
  byAnother: boolean,
  ours: ReadonlySet<string>,
): NewEvent {
  const { event } = row;
  if (event?.mail === undefined) return row;
  if (isReport(event)) {
    const isOurs =
      match === undefined ||
      namesOurMail(match) ||
      (match.written && event.mail.authentic !== false);
    return isOurs ? row : ignored(row, 'not_our_mail');
  }
  if (ours.has(event.mail.from ?? '') && event.mail.from !== match?.address) {
    return ignored(row, 'own_mail');
  }
  if (match === undefined) return row;
  if (!namesOurMail(match) && event.mail.authentic === false) {
    return typed(row, { ...event, type: 'reply.unproven', claims: event.claims ?? event.type });
  }
  if (!byAnother && match.by !== 'colleague') return row;
  // What another says is not the person's word, but it is an answer.
  return event.type === 'reply.auto' ? row : typed(row, forTriage(event, event.mail));
}

function typed(row: NewEvent, event: InboundEvent): NewEvent {
  return { ...row, type: event.type, event };
}

function ignored(row: NewEvent, reason: string): NewEvent {
  return { ...row, event: null, ignored: reason };
}

function forTriage(event: InboundEvent, mail: MailFacts): InboundEvent {
  const { category: _category, until: _until, ...rest } = event;
  const read: EventReading = event.reading ?? {
    meaning: 'unclear',
    confidence: 0,
    because: 'unclear: no words that are known',
    sure: false,
  };
  const because = `${read.because}; written by ${mail.from}`;
  return { ...rest, type: 'reply.received', reading: { ...read, because, sure: false } };
}

/** What machines tell of a mail of ours. */
function isReport({ type }: Pick<InboundEvent, 'type'>): boolean {
  return type === 'email.bounced' || type === 'email.complained';
}

/** Whether the mail says which mail of ours it is about, in a way that only who has seen that one can. */
export function namesOurMail({ by }: Pick<EventMatch, 'by'>): boolean {
  return by === 'enrolment' || by === 'thread' || by === 'return_path';
}

function ownAddresses({ workspace }: Pick<App, 'workspace'>): ReadonlySet<string> {
  return new Set(
    workspace.mailboxes.flatMap(({ from, replyTo }) =>
      [from, replyTo].flatMap((party) => party?.address.toLowerCase() ?? []),
    ),
  );
}

/** Mailboxes that nobody in person writes from. */
const machine = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+.=_-]|@)/;

/** Other addresses by which people answered in their threads; such an address is known from then on. */
export function aliasesIn(
  rows: readonly WeighedEvent[],
  matches: Matches,
): { readonly address: string; readonly prospectId: string }[] {
  const besides = new Set(rows.flatMap((row) => row.besides ?? []));
  return rows.flatMap(({ id, event, ...row }) => {
    const match = matches.get(id);
    const { from, authentic } = event?.mail ?? { from: null, authentic: null };
    if (event === null || match === undefined || from === null || besides.has(id)) return [];
    const isLetter = !isReport(event) && event.type !== 'reply.auto';
    if (!isLetter || row.besides !== undefined || authentic === false || machine.test(from)) {
      return [];
    }
    const isOther = namesOurMail(match) && from !== match.address;
    return isOther ? [{ address: from, prospectId: match.prospectId }] : [];
  });
}
