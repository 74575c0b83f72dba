import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type ReplyReading, readReply } from '../../src/inbound/reply/read-reply.ts';
import { type Score, share } from './score.ts';

const replyShape = z.union([
  z.string().transform((text) => ({ text, until: null })),
  z.strictObject({ text: z.string(), until: z.string() }),
]);
const fileShape = z.record(z.string(), z.record(z.string(), z.array(replyShape)));

/** The day on which the replies were written. */
export const writtenAt = new Date('2026-11-24T10:00:00Z');

export interface LabelledReply {
  readonly language: string;
  readonly meaning: string;
  readonly text: string;
  readonly until: string | null;
  readonly reading: ReplyReading;
}

/** Our own short replies, written down in `test/fixtures/replies/`: those held out, or those that rules were made for. */
export function readLabelledReplies(set: 'held-out' | 'tuned'): readonly LabelledReply[] {
  const file = join(import.meta.dirname, '../fixtures/replies', `${set}.yaml`);
  const languages = fileShape.parse(parse(readFileSync(file, 'utf8')));
  return Object.entries(languages).flatMap(([language, meanings]) =>
    Object.entries(meanings).flatMap(([meaning, replies]) =>
      replies.map((reply) => {
        const parts = { text: reply.text, html: null, subject: null };
        return { language, meaning, ...reply, reading: readReply(parts, { at: writtenAt }) };
      }),
    ),
  );
}

export const untilOf = ({ reading }: LabelledReply): string | null =>
  reading.events[0]?.until?.toISOString().slice(0, 10) ?? null;

/** How many meanings and dates are right, and the two mistakes that must not happen. */
export function scoreMeanings(read: readonly LabelledReply[]): readonly Score[] {
  const isOptOut = ({ reading }: LabelledReply) => reading.events[0]?.type === 'prospect.opted_out';
  return [
    share('meaning right', read, ({ meaning, reading }) => reading.meaning === meaning),
    share(
      'date right',
      read.filter(({ until }) => until !== null),
      (each) => untilOf(each) === each.until,
    ),
    share('taken for an opt-out, and none', read.filter(isNoOptOut), isOptOut),
    share(
      'opt-out not heard',
      read.filter((each) => !isNoOptOut(each)),
      (each) => !isOptOut(each),
    ),
  ];
}

const isNoOptOut = ({ meaning }: LabelledReply) => meaning !== 'opt-out';

/** A line for each meaning that was meant, a column for each that was read. */
export function confusionTable(read: readonly LabelledReply[]): string {
  const meanings = [...new Set(read.flatMap(({ meaning, reading }) => [meaning, reading.meaning]))];
  const width = Math.max(...meanings.map((meaning) => meaning.length)) + 2;
  const line = (first: string, rest: readonly string[]) =>
    `${first.padEnd(width)}${rest.map((text) => text.slice(0, 8).padStart(9)).join('')}`;
  const counts = (meant: string) =>
    meanings.map((got) => {
      const count = read.filter((r) => r.meaning === meant && r.reading.meaning === got).length;
      return count === 0 ? '·' : String(count);
    });
  return [
    line('meant \\ read', meanings),
    ...meanings.map((meant) => line(meant, counts(meant))),
  ].join('\n');
}
