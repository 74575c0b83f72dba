import { z } from 'zod';
import { advanceShape } from './advance-shape.ts';
import { cadenceCapShape } from './caps-shape.ts';
import { entryShape } from './entry-shape.ts';
import { wanted } from './issue-sentence.ts';
import { choice, localeTag, reference, slug, title } from './leaves.ts';
import { defaultStages } from './outline.ts';
import { rulesShape } from './rule-shape.ts';
import { scheduleShape } from './schedule-shape.ts';
import { senderShape } from './sender-shape.ts';
import { stepListShape } from './step-shape.ts';
import { testsShape } from './test-shape.ts';
import { trackingShape } from './tracking-shape.ts';

const thenShape = z
  .union(
    [
      choice(['resume', 'exit'], 'resume: back to the step it left. exit: the enrolment ends'),
      z.strictObject({
        advance: advanceShape('The stage to go on to; if none of it lies ahead, resume', 'closing'),
      }),
    ],
    wanted('want.then'),
  )
  .meta({
    description: 'What follows after the last step of the track; default: resume',
    examples: ['resume', 'exit', { advance: 'closing' }],
  });

const trackShape = z.strictObject({
  stage: reference(
    'Stage of its steps, and of the enrolment while it is on the track; one of `stages`',
    'objection-handling',
  ),
  steps: stepListShape,
  // biome-ignore lint/suspicious/noThenProperty: the word of the cadence file; no value of it is a function.
  then: thenShape.optional(),
});

/** The form of a cadence file. What it says as a whole is checked by the files named `…-checks.ts`. */
export const cadenceShape = z.strictObject({
  key: slug(
    'Key of the cadence, as URLs, reports and other cadences name it: it never changes',
    'new-business',
  ),
  title: title('Name for people', 'New business'),
  locale: localeTag(
    'Language of the mails when that of the prospect is not known; default: the file without a language',
    'nb',
    'en',
    'en-GB',
  ).optional(),
  stages: z
    .array(slug('Stage'))
    .meta({
      description: `Stages of the sale, in order; default: ${defaultStages.join(', ')}`,
      examples: [['onboarding', 'check-in', 'repeat-business']],
    })
    .optional(),
  schedule: scheduleShape.optional(),
  entry: entryShape.optional(),
  sender: senderShape.optional(),
  cap: cadenceCapShape.optional(),
  tracking: trackingShape.optional(),
  unknown: choice(
    ['hold', 'resend'],
    'When nobody knows whether a mail went out. hold (the default): a person decides. resend: it is sent again under the same Message-ID',
  ).optional(),
  steps: stepListShape,
  on: rulesShape
    .meta({
      description:
        'What to do when something is heard. A bounce, a complaint and an opt-out have no rule: they always end the enrolment and suppress the address',
      examples: [
        {
          reply: { pause: true, task: { kind: 'reply', due_in: '4 hours' } },
          deal_won: { exit: 'closed_won' },
        },
      ],
    })
    .optional(),
  tracks: z
    .record(slug('Track'), trackShape.meta({ description: 'A side road with steps of its own' }))
    .meta({
      description:
        'Side roads by key, which a rule leads to with `track`: such as the answer to an objection',
      examples: [
        {
          price: {
            stage: 'objection-handling',
            steps: [
              {
                id: 'price-answer',
                email: { template: 'objection-handling/price', thread: 'reply' },
              },
            ],
            // biome-ignore lint/suspicious/noThenProperty: the word of the cadence file, and not a function.
            then: 'resume',
          },
        },
      ],
    })
    .optional(),
  tests: testsShape.optional(),
});

export type CadenceShape = z.output<typeof cadenceShape>;
export type TrackShape = z.output<typeof trackShape>;
