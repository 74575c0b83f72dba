import { z } from 'zod';
import { winnerMetrics } from '../variant.ts';
import { choice, condition, duration, reference, slug, templateKey, title } from './leaves.ts';

const variantShape = z.strictObject({
  id: slug('Unique in the step; reports go by it'),
  weight: z
    .number()
    .min(0)
    .max(100)
    .meta({
      description: 'Share of the people who get it, in percent; 0 takes nobody new',
      examples: [50],
    }),
  template: templateKey('Template key, stage/name'),
});

const winnerShape = z
  .strictObject({
    metric: choice(winnerMetrics, 'What makes a mail a success'),
    min_sample: z
      .number()
      .int()
      .min(10)
      .meta({ description: 'Mails of each variant before anything is said', examples: [200] })
      .optional(),
    confidence: z
      .number()
      .min(50)
      .max(99.9)
      .meta({ description: 'How sure it has to be, in percent', examples: [95] })
      .optional(),
    mode: choice(
      ['suggest', 'apply'],
      'apply: everybody who has not got a variant yet gets the winner; default: suggest',
    ).optional(),
  })
  .meta({ description: 'When one variant counts as the better one' });

/** A mail has one template or several variants: `step-checks.ts` sees to that. */
const emailShape = z
  .strictObject({
    template: templateKey('Template key, stage/name').optional(),
    thread: choice(['new', 'reply'], 'reply continues the thread of the last mail sent').optional(),
    variants: z
      .array(variantShape)
      .meta({ description: 'Several templates, of which each person gets one for good' })
      .optional(),
    winner: winnerShape.optional(),
    approve: z
      .boolean()
      .meta({ description: 'true: a person looks at each mail before it is sent' })
      .optional(),
  })
  .meta({ description: 'A mail' });

const taskShape = z
  .strictObject({
    kind: slug('call, linkedin, letter, meeting, or a kind of your own'),
    title: title('What the rep is asked to do; merge fields as in a mail').optional(),
    due_in: duration('When it is due, from the moment it is given').optional(),
    skip_after: duration('The cadence goes on without it after this long').optional(),
  })
  .meta({ description: 'A task for the owner of the enrolment' });

/** One touch: a mail or a task. That it is exactly one of them is a question for `step-checks.ts`. */
export const stepShape = z.strictObject({
  id: slug('Unique in the file, tracks included'),
  stage: reference('A stage of the cadence; default: that of the step before').optional(),
  after: duration('Distance from the touch before').optional(),
  when: condition('step', 'Looked at when the step is due; false skips it').optional(),
  email: emailShape.optional(),
  task: taskShape.optional(),
});

export const stepListShape = z.array(stepShape);

export type StepShape = z.output<typeof stepShape>;
