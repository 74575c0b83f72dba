import { z } from 'zod';
import { choice, duration, reference, slug, templateKey, title } from './leaves.ts';
import { scheduleOverrideShape } from './schedule-shape.ts';

const emailShape = z
  .strictObject({
    template: templateKey('Template key, stage/name'),
    thread: choice(['new', 'reply'], 'reply continues the thread of the last mail sent').optional(),
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
  schedule: scheduleOverrideShape
    .meta({
      description: 'What of the schedule of the cadence is different for this step',
      examples: [{ days: ['tue', 'thu'], windows: ['10:00-11:30'] }],
    })
    .optional(),
  email: emailShape.optional(),
  task: taskShape.optional(),
});

export const stepListShape = z.array(stepShape);

export type StepShape = z.output<typeof stepShape>;
