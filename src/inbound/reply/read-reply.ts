import { emptyEvent, type ReadEvent, type Reading } from '../reading.ts';
import { type Dictionary, shippedDictionary } from './dictionary.ts';
import { htmlToReplyText } from './html-text.ts';
import { weighReply } from './meaning.ts';
import { findReferral, type Referral } from './referral.ts';
import type { Meaning } from './reply-words.ts';
import { visibleText } from './visible-text.ts';

/** Below this a reading is not acted upon: the reply is one, and a person says what it means. */
export const defaultThreshold = 0.7;

/** The parts of a mail in which a person answered. */
export interface ReplyParts {
  readonly text: string | null;
  readonly html: string | null;
  readonly subject: string | null;
}

export interface ReplyOptions {
  /** When the mail was written; without it no date is read. */
  readonly at?: Date | null;
  /** @default the shipped words */
  readonly dictionary?: Dictionary;
  /** @default 0.7 */
  readonly threshold?: number;
}

/** What a reply says: the part of a `Reading` that its words decide. */
export interface ReplyReading extends Reading {
  readonly kind: 'reply' | 'opt-out';
  readonly visibleText: string;
  readonly confidence: number;
  readonly because: string;
  readonly meaning: Meaning;
  /** Whom the person names instead. */
  readonly referral: Referral | null;
}

/**
 * Reads a reply: what the person wrote, without quotes and signature, and what it means. Never throws, whatever the
 * text, and takes time in proportion to its length.
 *
 * There is always an event, as a reply always stops something: `prospect.opted_out`, `reply.objection`, or else
 * `reply.received`, with what it seems to mean as its `reason`. Below the threshold it is `reply.received`, too.
 */
export function readReply(parts: ReplyParts, options: ReplyOptions = {}): ReplyReading {
  const { at = null, dictionary = shippedDictionary(), threshold = defaultThreshold } = options;
  const written = visibleTextOf(parts);
  // A mail by the link of a List-Unsubscribe header says it in its subject alone.
  const asked = written === '' ? withoutPrefix(parts.subject ?? '') : written;
  const weighed = weighReply(asked, at ?? distantPast, dictionary);
  const { meaning, words } = weighed;
  const confidence = Math.round(weighed.confidence * 100) / 100;
  const referral = meaning === 'authority' ? findReferral(asked, dictionary) : null;
  const event: ReadEvent = {
    ...emptyEvent,
    ...typed(meaning, confidence >= threshold),
    reason: meaning,
    until: at === null ? null : weighed.until,
  };
  return {
    kind: event.type === 'prospect.opted_out' ? 'opt-out' : 'reply',
    events: [event],
    visibleText: written,
    confidence,
    because: because(meaning, words, referral),
    meaning,
    referral,
  };
}

/** The plain text part, unless there is nothing in it: programs write it for those who read no HTML. */
function visibleTextOf({ text, html }: ReplyParts): string {
  if (text !== null && text.trim() !== '') return visibleText(text);
  return html === null ? '' : visibleText(htmlToReplyText(html));
}

/** Dates in words count as such without a day to read them from; none is passed on. */
const distantPast = new Date(0);

function typed(meaning: Meaning, isSure: boolean): Pick<ReadEvent, 'type' | 'category'> {
  const received = { type: 'reply.received', category: null };
  if (!isSure) return received;
  if (meaning === 'opt-out') return { type: 'prospect.opted_out', category: null };
  if (meaning === 'positive' || meaning === 'question' || meaning === 'unclear') return received;
  return { type: 'reply.objection', category: meaning };
}

function because(meaning: Meaning, words: readonly string[], referral: Referral | null): string {
  if (words.length === 0) return `${meaning}: no words that are known`;
  const named = referral === null ? '' : `; names ${referral.email ?? referral.name}`;
  return `${meaning}: ${words.map((word) => `"${word}"`).join(', ')}${named}`;
}

function withoutPrefix(subject: string): string {
  return subject
    .slice(0, 1_000)
    .replace(/^(?:\s{0,3}\p{L}{2,4}:){1,5}\s{0,3}/u, '')
    .trim();
}
