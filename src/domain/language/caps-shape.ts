import { z } from 'zod';
import { invalid } from '../invalid.ts';
import type { Caps, MailboxCaps } from '../send-limits.ts';
import { sentence } from '../sentence.ts';
import { wanted } from './issue-sentence.ts';
import { parseJitter } from './jitter.ts';
import { quoted, slug, textRead } from './leaves.ts';

const most = 10_000_000;

function count(description: string, example: number) {
  return z
    .number()
    .int()
    .min(1, wanted('want.limit'))
    .max(most)
    .meta({ description, examples: [example] });
}

const windows = {
  per_day: count('So many mails at most within any 24 hours; default: no limit', 200).optional(),
  per_hour: count('So many mails at most within any hour; default: no limit', 30).optional(),
};

/** `2m-6m`, or `2m` where it is always the same. @throws InvalidInput `invalid_gap` */
export function parseGap(text: string): { readonly fromMs: number; readonly toMs: number } {
  const [from = '', to = from, ...more] = text.split('-');
  const gap = { fromMs: parseJitter(from), toMs: parseJitter(to) };
  if (more.length > 0 || gap.fromMs > gap.toMs) {
    throw invalid('invalid_gap', sentence('lint.gap', { text: quoted(text) }));
  }
  return gap;
}

const rampUpShape = z
  .strictObject({
    start: count('So many mails on its first day', 20),
    add: count('So many more on each day after it', 10),
  })
  .meta({
    description: 'How a new mailbox begins, until `per_day` is reached',
    examples: [{ start: 20, add: 10 }],
  });

/** What one mailbox may send. */
export const mailboxCapsShape = z
  .strictObject({
    ...windows,
    gap: textRead('invalid-duration', parseGap)
      .meta({
        description: 'Time between two mails of the mailbox, drawn anew for each; default: none',
        examples: ['2m-6m'],
      })
      .optional(),
    ramp_up: rampUpShape.optional(),
  })
  .meta({
    description:
      'What the mailbox may send. Only mails that were accepted count; default: no limit',
    examples: [{ per_day: 200, per_hour: 30, gap: '2m-6m', ramp_up: { start: 20, add: 10 } }],
  });

const capsShape = z.strictObject(windows).meta({ examples: [{ per_day: 200, per_hour: 30 }] });

/** `cap` of a cadence. */
export const cadenceCapShape = capsShape.meta({
  description: 'What the cadence may send; default: no limit',
  examples: [{ per_day: 300 }],
});

/** `caps` of the workspace. */
export const workspaceCapsShape = z
  .strictObject({
    pools: z
      .record(slug('Pool'), capsShape)
      .meta({ description: 'What each pool may send', examples: [{ sales: { per_day: 500 } }] })
      .optional(),
    providers: z
      .record(slug('Provider'), capsShape)
      .meta({
        description: 'What the people at each provider may get: google, microsoft, yahoo, …',
        examples: [{ google: { per_hour: 50 } }],
      })
      .optional(),
    per_domain: capsShape
      .meta({ description: 'What the people of each domain may get', examples: [{ per_day: 20 }] })
      .optional(),
  })
  .meta({
    description: 'Limits over all mailboxes. They stack: the smallest wins',
    examples: [{ pools: { sales: { per_day: 500 } }, per_domain: { per_day: 20 } }],
  });

export type MailboxCapsShape = z.output<typeof mailboxCapsShape>;
export type WorkspaceCapsShape = z.output<typeof workspaceCapsShape>;
type CapsShape = z.output<typeof capsShape>;

/** Limits over all mailboxes. */
export interface WorkspaceCaps {
  readonly pools: Readonly<Record<string, Caps>>;
  readonly providers: Readonly<Record<string, Caps>>;
  /** Of each domain; null: none. */
  readonly perDomain: Caps | null;
}

export function compileCaps({ per_day: perDay, per_hour: perHour }: CapsShape): Caps {
  return {
    ...(perHour === undefined ? {} : { perHour }),
    ...(perDay === undefined ? {} : { perDay }),
  };
}

export function compileMailboxCaps(shape: MailboxCapsShape | undefined): MailboxCaps | null {
  if (shape === undefined) return null;
  const { gap, ramp_up: rampUp } = shape;
  return {
    ...compileCaps(shape),
    ...(gap === undefined ? {} : { gap }),
    ...(rampUp === undefined ? {} : { rampUp }),
  };
}

export function compileWorkspaceCaps(shape: WorkspaceCapsShape = {}): WorkspaceCaps {
  const each = (caps: Readonly<Record<string, CapsShape>> = {}) =>
    Object.fromEntries(Object.entries(caps).map(([key, own]) => [key, compileCaps(own)]));
  return {
    pools: each(shape.pools),
    providers: each(shape.providers),
    perDomain: shape.per_domain === undefined ? null : compileCaps(shape.per_domain),
  };
}
