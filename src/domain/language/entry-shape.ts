import { z } from 'zod';
import { wanted } from './issue-sentence.ts';
import { choice, duration } from './leaves.ts';

const most = 1_000_000;

function count(description: string, example: number) {
  return z
    .number()
    .int()
    .min(1, wanted('want.limit'))
    .max(most)
    .meta({ description, examples: [example] });
}

/** Who may be enrolled, and how many start a day. */
export const entryShape = z
  .strictObject({
    reentry: choice(
      ['once', 'when-not-active', 'any'],
      'once: whoever has been in it is not taken again. when-not-active: nobody who is in it now. any (the default): everybody',
    ).optional(),
    exclusive: z
      .boolean()
      .meta({
        description: 'true: takes nobody who is in another cadence now; default: false',
        examples: [true],
      })
      .optional(),
    cooldown: duration(
      'Takes nobody whose last enrolment, in any cadence, has ended less than this long ago; default: no wait',
      '14 days',
    ).optional(),
    max_new_per_day: count(
      'So many start a day, by the calendar of the time zone of the cadence. The others wait as pending and start by themselves, in the order in which they came; default: no limit',
      200,
    ).optional(),
    max_active_per_company: count(
      'So many people of one company at most are in it at a time. A company is the domain of the address, or its name at public mail providers; default: no limit',
      3,
    ).optional(),
  })
  .meta({
    description: 'Who may be enrolled, and how many start a day. Without it, everybody at once',
    examples: [
      {
        reentry: 'once',
        exclusive: true,
        cooldown: '14 days',
        max_new_per_day: 200,
        max_active_per_company: 3,
      },
    ],
  });

export type EntryShape = z.output<typeof entryShape>;
