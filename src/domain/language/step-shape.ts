import { z } from 'zod';
import { choice, duration, reference, slug, templateKey, title } from './leaves.ts';

/** A title that no prospect leaves without a word in it. */
export const taskTitle = 'Ring {{default prospect.firstName prospect.email}} about the offer';

const emailShape = z
  .strictObject({
    template: templateKey(
      'The mail: templates/stage/name.mjml, or one file a language (name.nb.mjml), without the ending',
      'prospecting/intro',
    ),
    thread: choice(
      ['new', 'reply'],
      'reply: continues the thread of the last mail sent, under its subject with Re: before it; default: new',
    ).optional(),
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
