import { createHash } from 'node:crypto';
import { emptyEvent, type ReadEvent, type Reading } from '../reading.ts';
import { readReply } from '../reply/read-reply.ts';
import { type AutoReply, readAutoReply } from './auto-reply/read-auto-reply.ts';
import { type DeliveryReport, isReturned, readDeliveryReport } from './bounce/read-bounce.ts';
import { type FeedbackReport, isComplaint, readFeedback } from './complaint.ts';
import { type Correspondence, correspondenceOf, withReturned } from './correspondence.ts';
import { first, type Headers, structured } from './headers.ts';
import { textOfHtml } from './html-text.ts';
import { headersOfText, type MailTree, readMime } from './mime.ts';
import { readOptOut } from './opt-out.ts';

/** What a message is, and what it takes to find whom it is about. */
export interface MailReading extends Reading, Correspondence {
  /** The same for the same mail: its Message-ID, else a hash of its bytes. */
  readonly key: string;
  /** Where an automatic reply names who takes over. */
  readonly deputy: { readonly name: string | null; readonly address: string } | null;
  /** First day of the absence, where it is told. */
  readonly awayFrom: Date | null;
  /** Our signed token, where an opt-out by mail carries it. */
  readonly optOutToken: string | null;
}

type Made = Pick<Reading, 'kind' | 'events' | 'because'> & Partial<MailReading>;

interface Letter {
  readonly tree: MailTree;
  readonly correspondence: Correspondence;
  readonly text: string | null;
  readonly html: string | null;
  readonly event: ReadEvent;
}

/**
 * Reads one message (RFC 5322) as it came: reply, auto-reply, bounce, complaint, opt-out, delivery (a notice of success or
 * of delay), or unrelated. Pure; never throws on any bytes; in time and memory linear in their number.
 */
export async function readMail(raw: Uint8Array): Promise<MailReading> {
  return readTree(readMime(raw), () => createHash('sha256').update(raw).digest('hex'));
}

/** A message that somebody took apart before: its header, and what it says to its reader. */
export interface MailParts {
  readonly headers: Headers;
  readonly text: string | null;
  readonly html: string | null;
  /** What is the same for the same mail, where it has no Message-ID. */
  readonly key: string;
}

/** Reads what is left of a message that a provider took apart, as `readMail` reads a whole one. Never throws. */
export function readMailParts({ headers, text, html, key }: MailParts): MailReading {
  const part = (type: string, content: string | null) =>
    content === null ? [] : [{ type, text: content.replaceAll('\r\n', '\n'), attached: false }];
  const { value } = structured(first(headers, 'content-type'));
  const parts = [...part('text/plain', text), ...part('text/html', html)];
  return readTree({ headers, type: value, reportType: null, parts }, () => key);
}

function readTree(tree: MailTree, keyOfBytes: () => string): MailReading {
  const returnedText = tree.parts.find(({ type }) => isReturned(type))?.text ?? '';
  const correspondence = correspondenceOf(tree.headers, headersOfText(returnedText));
  const text = partOf(tree, 'text/plain');
  const html = partOf(tree, 'text/html');
  const { from, messageId, date } = correspondence;
  const dedupeKey = messageId ?? keyOfBytes();
  const event = { ...emptyEvent, recipient: from, occurredAt: date, dedupeKey };
  const made = readLetter({ tree, correspondence, text, html, event }, returnedText);
  return {
    visibleText: null,
    confidence: null,
    deputy: null,
    awayFrom: null,
    optOutToken: null,
    key: dedupeKey,
    ...correspondence,
    ...made,
  };
}

function readLetter(letter: Letter, returnedText: string): Made {
  const { tree, correspondence, event } = letter;
  const feedback = readFeedback(tree, headersOfText(returnedText));
  if (feedback !== null) return complaint(feedback, event);
  const spoken = letter.text ?? (letter.html === null ? '' : textOfHtml(letter.html));
  const autoReply = readAutoReply(tree.headers, spoken, correspondence.from);
  const report = readDeliveryReport(tree);
  if (report !== null)
    return { ...withReturned(correspondence, report.returned), ...delivery(report, event) };
  const optOut = readOptOut(tree.headers, spoken);
  if (optOut !== null) {
    const { token, because } = optOut;
    const events = [{ ...event, type: 'prospect.opted_out' }];
    return { kind: 'opt-out', events, because, optOutToken: token };
  }
  if (autoReply !== null) return automatic(autoReply, letter);
  const strange = strangeSign(tree, correspondence.from);
  if (strange !== null) return { kind: 'unrelated', events: [], because: strange };
  return humanReply(letter);
}

/** What its words mean is read elsewhere; who wrote, and when, the mail itself says. */
function humanReply({ text, html, event, correspondence }: Letter): Made {
  const parts = { text, html, subject: correspondence.subject };
  const read = readReply(parts, { at: event.occurredAt });
  const { recipient, occurredAt, dedupeKey } = event;
  const events = read.events.map((told, index) => ({
    ...told,
    recipient,
    occurredAt,
    dedupeKey: numbered(dedupeKey, index),
  }));
  return { ...read, events };
}

function complaint(report: FeedbackReport, event: ReadEvent): Made {
  const complained = isComplaint(report);
  const type = complained ? 'email.complained' : `feedback.${report.feedbackType}`;
  const events = report.recipients.map((recipient, index) => ({
    ...event,
    type,
    recipient,
    reason: report.feedbackType,
    dedupeKey: numbered(event.dedupeKey, index),
  }));
  return {
    kind: complained ? 'complaint' : 'unrelated',
    events,
    because: `Feedback-Type: ${report.feedbackType}`,
  };
}

const eventTypes = {
  failed: 'email.bounced',
  delayed: 'email.delayed',
  delivered: 'email.delivered',
} as const;

function delivery({ outcomes, because }: DeliveryReport, event: ReadEvent): Made {
  const events = outcomes.map(({ action, ...outcome }, index) => ({
    ...event,
    ...outcome,
    type: eventTypes[action],
    dedupeKey: numbered(event.dedupeKey, index),
  }));
  const failed = outcomes.some(({ action }) => action === 'failed');
  return { kind: failed ? 'bounce' : 'delivery', events, because };
}

function automatic(
  read: (today: Date | null, monthFirst: boolean) => AutoReply,
  letter: Letter,
): Made {
  const { correspondence, tree, event } = letter;
  const { date } = correspondence;
  const today =
    date === null ? null : new Date(Math.floor(date.getTime() / 86_400_000) * 86_400_000);
  // Who keeps clocks west of the Atlantic writes the month first.
  const { reason, absence, deputy, because } = read(
    today,
    / -0[3-9]00|-1000/.test(first(tree.headers, 'date') ?? ''),
  );
  const events = [{ ...event, type: 'reply.auto', reason, until: absence?.until ?? null }];
  const named = deputy === null ? '' : `; in their place: ${deputy.name ?? ''} <${deputy.address}>`;
  const awayFrom = absence?.from ?? null;
  return { kind: 'auto-reply', events, because: `${because}${named}`, deputy, awayFrom };
}

/** Letters that are no answer of a person: of nobody, of lists, of machines. */
function strangeSign({ headers, type }: MailTree, from: string | null): string | null {
  if (from === null) return 'From names nobody';
  // A report of which nobody can make anything is still nobody's answer.
  if (type === 'multipart/report' || /^mailer-daemon@/.test(from)) return `a report, of ${from}`;
  const generated = first(headers, 'auto-submitted');
  if (generated !== null && !/^no\b/i.test(generated))
    return `auto-submitted: ${generated.slice(0, 60)}`;
  // People answer through lists, too.
  if (first(headers, 'in-reply-to') !== null) return null;
  const precedence = first(headers, 'precedence');
  if (precedence !== null && /^(bulk|junk|list)/i.test(precedence)) {
    return `precedence: ${precedence.slice(0, 60)}`;
  }
  const list = first(headers, 'list-unsubscribe') ?? first(headers, 'list-id');
  return list === null ? null : `a list: ${list.slice(0, 60)}`;
}

function numbered(key: string | null, index: number): string | null {
  return key === null || index === 0 ? key : `${key}#${index + 1}`;
}

/** All parts of that type that the reader sees at once. */
function partOf(tree: MailTree, type: string): string | null {
  const parts = tree.parts.filter((part) => part.type === type && !part.attached);
  return parts.length === 0 ? null : parts.map((part) => part.text).join('\n');
}
