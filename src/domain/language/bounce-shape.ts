import { z } from 'zod';
import type { BounceLimit } from '../soft-bounces.ts';
import { elapsed } from './elapsed.ts';
import { wanted } from './issue-sentence.ts';

const usualLimit: BounceLimit = { softLimit: 3, withinMs: 30 * 86_400_000 };

const numberWanted = wanted('want.soft-limit');

/** When soft bounces are enough. */
export const bouncesShape = z
  .strictObject({
    soft_limit: z
      .union(
        [
          z.literal('none'),
          z.number().int(numberWanted).min(1, numberWanted).max(100, numberWanted),
        ],
        numberWanted,
      )
      .meta({
        description:
          'So many soft bounces of one address end its enrolments, 3 where it is not given; none: no number does',
        examples: [3, 'none'],
      })
      .optional(),
    within: elapsed
      .meta({
        description: 'The time within which they count together, 30 days where it is not given',
        examples: ['30 days'],
      })
      .optional(),
  })
  .meta({ description: 'When repeated soft bounces end the enrolments of an address' });

/** Null: soft bounces end nothing. */
export function compileBounces(shape: z.output<typeof bouncesShape> = {}): BounceLimit | null {
  const { soft_limit: softLimit = usualLimit.softLimit, within = usualLimit.withinMs } = shape;
  return softLimit === 'none' ? null : { softLimit, withinMs: within };
}
