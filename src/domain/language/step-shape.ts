import { z } from 'zod';
import { winnerMetrics } from '../variant.ts';
import { attachmentsShape } from './attachment-shape.ts';
import { choice, condition, duration, reference, slug, templateKey, title } from './leaves.ts';
import { scheduleOverrideShape } from './schedule-shape.ts';

/** A title that no prospect leaves without a word in it. */
export const taskTitle = 'Ring {{default prospect.firstName prospect.email}} about the offer';

const variantShape = z
  .strictObject({
    id: slug('Unique in the step; reports go by it', 'question', 'gift'),
    weight: z
      .number()
      .min(0)
      .max(100)
      .meta({
        description: 'Share of the people who get it, in percent; 0 takes nobody new',
        examples: [50],
      }),
    template: templateKey('The mail, as templates/stage/name.mjml', 'prospecting/question'),
  })
  .meta({
    description: 'One of several mails that are compared',
    examples: [{ id: 'question', weight: 50, template: 'prospecting/question' }],
  });

const winnerShape = z
  .strictObject({
    metric: choice(winnerMetrics, 'What makes a mail a success'),
    min_sample: z
      .number()
      .int()
      .min(10)
      .meta({
        description: 'Mails of each variant before anything is said; default: 200',
        examples: [200],
      })
      .optional(),
    confidence: z
      .number()
      .min(50)
      .max(99.9)
      .meta({ description: 'How sure it has to be, in percent; default: 95', examples: [95] })
      .optional(),
    mode: choice(
      ['suggest', 'apply'],
      'apply: everybody who has not got a variant yet gets the winner; default: suggest',
    ).optional(),
  })
  .meta({
    description: 'When one variant counts as the better one',
    examples: [{ metric: 'reply', min_sample: 200, confidence: 95, mode: 'suggest' }],
  });

const approvalExample = {
  expires: '2 business days',
  // biome-ignore lint/suspicious/noThenProperty: the word of the cadence file, and not a function.
  then: 'skip',
};

const approvalShape = z
  .strictObject({
    expires: duration(
      'How long it waits for somebody to approve or reject it; default: 3 business days',
      '3 business days',
    ).optional(),
    // biome-ignore lint/suspicious/noThenProperty: the word of the cadence file, and not a function.
    then: choice(
      ['remind', 'skip'],
      'remind: the task is due again, as often as it takes; skip: the cadence goes on without the mail. Default: remind',
    ).optional(),
  })
  .meta({
    description: 'A person looks at each mail before it is sent, and what happens when nobody does',
    examples: [approvalExample],
  });

/** A mail has one template or several variants: `mail-checks.ts` sees to that. */
const emailShape = z
  .strictObject({
    template: templateKey(
      'The mail: templates/stage/name.mjml, or one file a language (name.nb.mjml), without the ending',
      'prospecting/intro',
    ).optional(),
    thread: choice(
      ['new', 'reply'],
      'reply: continues the thread of the last mail sent, under its subject with Re: before it; default: new',
    ).optional(),
    variants: z
      .array(variantShape)
      .meta({
        description: 'Several mails in place of `template`, of which each person gets one for good',
        examples: [
          [
            { id: 'question', weight: 50, template: 'prospecting/question' },
            { id: 'gift', weight: 50, template: 'prospecting/gift' },
          ],
        ],
      })
      .optional(),
    winner: winnerShape.optional(),
    approve: z
      .union([z.boolean(), approvalShape])
      .meta({
        description:
          'true: a person looks at each mail before it is sent, and is reminded every 3 business days; default: false',
        examples: [true, approvalExample],
      })
      .optional(),
    attachments: attachmentsShape.optional(),
  })
  .meta({
    description: 'A mail that goes out by itself. A step is either a mail or a task',
    examples: [{ template: 'prospecting/intro' }, { template: 'closing/offer', thread: 'reply' }],
  });

const taskShape = z
  .strictObject({
    kind: slug(
      'call, linkedin, letter, meeting, or a kind of your own',
      'call',
      'linkedin',
      'letter',
      'meeting',
    ),
    title: title(
      'What the rep is asked to do, with merge fields as in a mail; default: by its kind',
      taskTitle,
    ).optional(),
    due_in: duration(
      'When it is due, from the moment it is given; default: no time',
      '1 business day',
    ).optional(),
    skip_after: duration(
      'The cadence goes on without it after this long; default: it waits until somebody has done it',
      '3 business days',
    ).optional(),
  })
  .meta({
    description:
      'A task for the owner of the enrolment. A step is either a mail or a task; the cadence goes on when it is done',
    examples: [{ kind: 'call', due_in: '1 business day', skip_after: '3 business days' }],
  });

/** One touch: a mail or a task. That it is exactly one of them is a question for `step-checks.ts`. */
export const stepShape = z.strictObject({
  id: slug(
    'Name of the step, unique in the file, tracks included. Reports and running enrolments go by it: do not rename it',
    'intro',
    'follow-up-1',
  ),
  stage: reference(
    'The stage of the sale that it serves, one of `stages`; default: that of the step before',
    'prospecting',
    'closing',
  ).optional(),
  after: duration(
    'Distance from the touch before; of the first step, from the enrolment or from what led into the track. Default: at once',
    '3 business days',
    '2 hours',
  ).optional(),
  schedule: scheduleOverrideShape
    .meta({
      description: 'What of the schedule of the cadence is different for this step',
      examples: [{ days: ['tue', 'thu'], windows: ['10:00-11:30'] }],
    })
    .optional(),
  when: condition('step', 'Looked at when the step is due: false skips it').optional(),
  email: emailShape.optional(),
  task: taskShape.optional(),
});

export const stepListShape = z.array(stepShape).meta({
  description: 'The touches, in order. A mail is `email`, everything that a person does is `task`',
  examples: [
    [
      { id: 'intro', stage: 'prospecting', email: { template: 'prospecting/intro' } },
      { id: 'call', after: '2 business days', task: { kind: 'call', skip_after: '3 days' } },
    ],
  ],
});

export type StepShape = z.output<typeof stepShape>;
