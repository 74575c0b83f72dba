import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type MailReading, readMail } from '../../src/inbound/mail/read-mail.ts';
import type { ReadBounce } from './bounces.ts';
import { type Score, share } from './score.ts';

const shape = z.array(
  z.object({
    file: z.string(),
    kind: z.enum(['out-of-office', 'auto-reply', 'bounce', 'human']),
    returns: z.iso.date().optional(),
    awayUntil: z.iso.date().optional(),
  }),
);

export interface ReadAutoReply {
  readonly label: z.output<typeof shape>[number];
  readonly reading: MailReading;
}

export async function readAutoReplies(folder: string): Promise<readonly ReadAutoReply[]> {
  const labels = shape.parse(JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8')));
  return Promise.all(
    labels.map(async (label) => ({
      label,
      reading: await readMail(readFileSync(join(folder, label.file))),
    })),
  );
}

/** People's replies: whole mails, and text parts alone, which get the header that an answer has. */
export function readPeople(folder: string): Promise<readonly MailReading[]> {
  const files = readdirSync(folder).filter((file) => /\.(eml|txt)$/.test(file));
  return Promise.all(
    files.map((file) => {
      const raw = readFileSync(join(folder, file));
      const head =
        'From: Ola <ola@example.no>\r\nTo: kari@fjord.example\r\nSubject: Re: Hello\r\n' +
        'Date: Tue, 24 Nov 2026 09:00:00 +0100\r\nMessage-ID: <r1@example.no>\r\n\r\n';
      return readMail(file.endsWith('.eml') ? raw : Buffer.concat([Buffer.from(head), raw]));
    }),
  );
}

const dayMs = 86_400_000;

function kindIsRight({ label, reading }: ReadAutoReply): boolean {
  const [event] = reading.events;
  if (label.kind === 'human') return reading.kind === 'reply';
  if (label.kind === 'bounce') return reading.kind === 'bounce';
  const away = event?.reason === 'out_of_office';
  return reading.kind === 'auto-reply' && away === (label.kind === 'out-of-office');
}

function dateIsRight({ label, reading }: ReadAutoReply): boolean {
  const { returns, awayUntil } = label;
  const last = awayUntil === undefined ? null : Date.parse(`${awayUntil}T00:00:00Z`) + dayMs;
  const expected = returns === undefined ? last : Date.parse(`${returns}T00:00:00Z`);
  return reading.events[0]?.until?.getTime() === expected;
}

export function scoreAutoReplies(
  read: readonly ReadAutoReply[],
  people: readonly MailReading[],
  bounces: readonly ReadBounce[],
): readonly Score[] {
  const dated = read.filter(
    ({ label }) => label.returns !== undefined || label.awayUntil !== undefined,
  );
  const failures = bounces.filter(({ label }) => label.kind === 'bounce');
  return [
    share('kind right', read, kindIsRight),
    share('first day back right', dated, dateIsRight),
    share('people taken for a program or a server', people, ({ kind }) => kind !== 'reply'),
    share('bounces taken for a program', failures, ({ reading }) => reading.kind === 'auto-reply'),
  ];
}
