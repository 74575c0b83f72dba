import type { ReadEvent, Reading } from '../reading.ts';
import { textOfHtml } from './html-text.ts';

/** The parts of a mail in which a person wrote. */
export interface WrittenParts {
  readonly text: string | null;
  readonly html: string | null;
  readonly subject: string | null;
}

/** An event of which nothing is known yet. */
export const emptyEvent: ReadEvent = {
  type: 'reply.received',
  recipient: null,
  hard: null,
  status: null,
  replyCode: null,
  reason: null,
  occurredAt: null,
  until: null,
  category: null,
  dedupeKey: null,
};

/**
 * What a person wrote, as the reading of replies has it: every caller comes through here.
 *
 * @param _at when it was written, to read days by; null where nobody knows
 */
export function readWritten({ text, html, subject }: WrittenParts, _at: Date | null): Reading {
  const visibleText = text ?? (html === null ? '' : textOfHtml(html).trim());
  const because = subject === null ? 'a part of a mail alone' : `a mail of a person: "${subject}"`;
  return { kind: 'reply', events: [emptyEvent], visibleText, confidence: 1, because };
}
