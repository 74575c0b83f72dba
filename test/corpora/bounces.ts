import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type MailReading, readMail } from '../../src/inbound/mail/read-mail.ts';
import type { ReadEvent } from '../../src/inbound/reading.ts';
import { inFirstHalf, type Score, share } from './score.ts';

const shape = z.array(
  z.object({
    file: z.string(),
    kind: z.enum(['bounce', 'feedback', 'auto-reply', 'delivered', 'not-bounce']),
    kindAccept: z.array(z.string()).default([]),
    delayed: z.boolean().default(false),
    feedbackType: z.string().optional(),
    recipients: z.array(
      z.object({
        status: z.string().nullish(),
        statusInvented: z.string().optional(),
        reason: z.string(),
        hard: z.boolean(),
      }),
    ),
  }),
);

export type BounceLabel = z.output<typeof shape>[number];
export interface ReadBounce {
  readonly label: BounceLabel;
  readonly reading: MailReading;
  /** The mail as text, to look addresses up in. */
  readonly raw: string;
}

/** Our kinds by those of the corpus. */
const kinds = {
  bounce: ['bounce'],
  feedback: ['complaint', 'unrelated'],
  'auto-reply': ['auto-reply'],
  delivered: ['delivery'],
  'not-bounce': ['reply', 'auto-reply', 'unrelated', 'opt-out', 'delivery'],
};

/** Reasons that upstream words otherwise; the rest differ by their underscores alone. */
const upstreamWords: Readonly<Record<string, string>> = {
  mesgtoobig: 'message_too_big',
  toomanyconn: 'too_many_connections',
  suspend: 'suspended',
};

export async function readBounces(folder: string): Promise<readonly ReadBounce[]> {
  const labels = shape.parse(JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8')));
  return Promise.all(
    labels.map(async (label) => {
      const bytes = readFileSync(join(folder, label.file));
      return { label, reading: await readMail(bytes), raw: bytes.toString('latin1').toLowerCase() };
    }),
  );
}

export function kindIsRight({ label, reading }: Pick<ReadBounce, 'label' | 'reading'>): boolean {
  if (label.feedbackType !== undefined) {
    return (reading.kind === 'complaint') === (label.feedbackType !== 'auth-failure');
  }
  const accepted = label.kindAccept.includes('delayed') ? ['delivery'] : [];
  return [...kinds[label.kind], ...accepted].includes(reading.kind);
}

export function reasonIsRight(label: string, event: ReadEvent | undefined): boolean {
  const reason = event?.reason?.replaceAll('_', '') ?? '';
  return reason === (upstreamWords[label]?.replaceAll('_', '') ?? label);
}

/**
 * The labels name no addresses. What was found must stand in the mail, and be neither who sent the mail that came back nor
 * who reports.
 */
function isFound({
  reading,
  raw,
  event,
}: {
  readonly reading: MailReading;
  readonly raw: string;
  readonly event: ReadEvent | undefined;
}): boolean {
  const { returned, from } = reading;
  const recipient = event?.recipient ?? null;
  if (recipient === null || recipient === from) return false;
  const isSender = recipient === returned?.from && !returned.to.includes(recipient);
  return !isSender && raw.replaceAll('=\n', '').includes(recipient);
}

/** The five numbers of the corpus, and the recipients found; of all mails, or of those of one half. */
export function scoreBounces(read: readonly ReadBounce[]): readonly Score[] {
  const bounces = read.filter(({ label }) => label.kind === 'bounce');
  const recipients = bounces.flatMap(({ label, reading, raw }) =>
    label.recipients.map((expected, index) => ({
      expected,
      reading,
      raw,
      event: reading.events[index],
    })),
  );
  const withStatus = recipients.filter(({ expected }) => typeof expected.status === 'string');
  const feedback = read.filter(({ label }) => label.feedbackType !== undefined);
  const others = read.filter(({ label }) => label.kind !== 'bounce');
  return [
    share('kind right', read, kindIsRight),
    share('hard or soft right', recipients, ({ expected, event }) => event?.hard === expected.hard),
    share(
      'suppressed although soft',
      recipients,
      ({ expected, event }) => !expected.hard && event?.hard === true,
    ),
    share(
      'kept although hard',
      recipients,
      ({ expected, event }) => expected.hard && event?.hard !== true,
    ),
    share('status exact', withStatus, ({ expected, event }) => event?.status === expected.status),
    share('reason right', recipients, ({ expected, event }) =>
      reasonIsRight(expected.reason, event),
    ),
    share('recipient found', recipients, isFound),
    share('complaint or none, right', feedback, kindIsRight),
    share('taken for a bounce, and none', others, ({ reading }) => reading.kind === 'bounce'),
  ];
}

export function halves(read: readonly ReadBounce[]): readonly (readonly ReadBounce[])[] {
  return [true, false].map((half) => read.filter(({ label }) => inFirstHalf(label.file) === half));
}
