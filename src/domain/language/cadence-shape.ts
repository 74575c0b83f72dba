import { z } from 'zod';
import { choice, localeTag, reference, slug, title } from './leaves.ts';
import { rulesShape } from './rule-shape.ts';
import { scheduleShape } from './schedule-shape.ts';
import { stepListShape } from './step-shape.ts';

const thenShape = z
  .union(
    [
      choice(['resume', 'exit'], 'Back to the step it left, or out'),
      z.strictObject({ advance: reference('The stage to go on to') }),
    ],
    { error: 'Write resume, exit or { advance: STAGE }.' },
  )
  .meta({ description: 'What follows after the last step; default: resume' });

const trackShape = z.strictObject({
  stage: reference('Stage of its steps, and of the enrolment while it is on the track'),
  steps: stepListShape,
  // biome-ignore lint/suspicious/noThenProperty: the word of the cadence file; no value of it is a function.
  then: thenShape.optional(),
});

/** The form of a cadence file. What it says as a whole is checked by the files named `…-checks.ts`. */
export const cadenceShape = z.strictObject({
  key: slug('Key of the cadence; it never changes'),
  title: title('Name for people'),
  locale: localeTag('Language of the mails when the prospect has none').optional(),
  stages: z
    .array(slug('Stage'))
    .meta({ description: 'Stages of the sale, in order; default: the usual seven' })
    .optional(),
  schedule: scheduleShape.optional(),
  unknown: choice(
    ['hold', 'resend'],
    'When nobody knows whether a mail went out: a person decides, or it is sent again; default: hold',
  ).optional(),
  steps: stepListShape.meta({ description: 'The touches, in order' }),
  on: rulesShape.meta({ description: 'What to do when something is heard' }).optional(),
  tracks: z
    .record(slug('Track'), trackShape)
    .meta({ description: 'Side roads that a rule leads to, such as the answer to an objection' })
    .optional(),
});

export type CadenceShape = z.output<typeof cadenceShape>;
export type TrackShape = z.output<typeof trackShape>;
