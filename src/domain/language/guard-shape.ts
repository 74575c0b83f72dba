import { z } from 'zod';
import type { GuardRails } from '../guard-rails.ts';
import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { quoted, textRead } from './leaves.ts';

/** `3%` or `0.1 %`. @throws InvalidInput `invalid_percentage` */
function parsePercentage(text: string): number {
  const [, figure] = /^(\d{1,3}(?:\.\d{1,4})?)\s*%$/.exec(text.trim()) ?? [];
  const rate = Number(figure) / 100;
  if (figure !== undefined && rate > 0 && rate <= 1) return rate;
  throw invalid('invalid_percentage', sentence('lint.percentage', { text: quoted(text) }));
}

const percentage = (description: string, example: string) =>
  textRead('invalid-value', parsePercentage).meta({ description, examples: [example] });

const rail = (what: string, warn: string, pause: string) =>
  z
    .strictObject({
      warn: percentage(`Warned of from this rate on; default: ${warn}`, warn).optional(),
      pause: percentage(`Paused from this rate on; default: ${pause}`, pause).optional(),
    })
    .meta({ description: what, examples: [{ warn, pause }] })
    .optional();

/** `guard_rails` of the workspace. */
export const guardShape = z
  .strictObject({
    bounces: rail('Mails that came back for good', '3%', '5%'),
    complaints: rail('Mails that were called spam', '0.1%', '0.3%'),
    min_sample: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .meta({ description: 'With fewer mails nothing is said; default: 200', examples: [200] })
      .optional(),
  })
  .meta({
    description:
      'Pauses a mailbox, all mailboxes of a sending domain or a cadence whose mails of the last 7 days bounce or annoy too much, until a person resumes it; default: none',
    examples: [
      { bounces: { warn: '3%', pause: '5%' }, complaints: { warn: '0.1%', pause: '0.3%' } },
    ],
  });

export function compileGuard(shape: z.output<typeof guardShape> | undefined): GuardRails | null {
  if (shape === undefined) return null;
  const { bounces, complaints } = shape;
  return {
    bounces: { warn: bounces?.warn ?? 0.03, pause: bounces?.pause ?? 0.05 },
    complaints: { warn: complaints?.warn ?? 0.001, pause: complaints?.pause ?? 0.003 },
    minSample: shape.min_sample ?? 200,
  };
}
