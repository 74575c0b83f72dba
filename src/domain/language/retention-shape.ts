import { z } from 'zod';
import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { parseElapsed } from './elapsed.ts';
import { quoted, textRead } from './leaves.ts';

const dayMs = 86_400_000;

/** What has a period of its own, in the order in which it goes. */
export const retentionKinds = [
  'rendered_mails',
  'events',
  'unmatched',
  'receipts',
  'refused_lines',
  'timeline',
  'prospects_without_enrolment',
  'audit',
] as const;

export type RetentionKind = (typeof retentionKinds)[number];

/** How long each is kept, in milliseconds; one that is absent is kept for good. */
export type Retention = Readonly<Partial<Record<RetentionKind, number>>>;

/** A year is 365 days. @throws InvalidInput `invalid_duration` */
function parsePeriod(text: string): number {
  const [, years] = /^(\d{1,2})\s*(?:y|years?)$/.exec(text.trim()) ?? [];
  const ms = years === undefined ? parseElapsed(text) : Number(years) * 365 * dayMs;
  if (ms >= dayMs) return ms;
  throw invalid('invalid_duration', sentence('lint.under-a-day', { text: quoted(text) }));
}

const period = (description: string, example: string) =>
  textRead('invalid-duration', parsePeriod)
    .meta({ description, examples: [example] })
    .optional();

/** `policy.retention` of the workspace. */
export const retentionShape = z
  .strictObject({
    rendered_mails: period(
      'Subjects of mails and what servers answered, from the end of the enrolment',
      '90d',
    ),
    events: period(
      'What people have said: events, and tasks that they gave, once no enrolment of theirs runs',
      '2y',
    ),
    unmatched: period('Events about nobody whom we know', '90d'),
    receipts: period('Events that were nothing to us', '30d'),
    refused_lines: period('Lines of lists that were refused', '90d'),
    timeline: period(
      'What happened, from the end of the enrolment; what reports count stays',
      '5y',
    ),
    prospects_without_enrolment: period(
      'People who are in no cadence and never were, from the last change',
      '1y',
    ),
    audit: period('The audit log', '5y'),
  })
  .meta({
    description: 'How long what is held on people is kept; what is absent is kept for good',
  });

export function compileRetention(shape: z.output<typeof retentionShape> | undefined): Retention {
  const periods = retentionKinds.flatMap((kind) => {
    const ms = shape?.[kind];
    return ms === undefined ? [] : [[kind, ms] as const];
  });
  return Object.fromEntries(periods);
}
