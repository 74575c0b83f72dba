import { z } from 'zod';
import { enrolmentStatuses, exitReasons, pauseReasons } from '../codes.ts';
import { wanted } from './issue-sentence.ts';
import { choice, reference } from './leaves.ts';

const list = (description: string, item: string, ...example: readonly string[]) =>
  z
    .array(reference(item))
    .meta({ description, examples: [[...example], []] })
    .optional();

const time = (description: string) =>
  reference(
    `${description}, on the wall clock of the prospect, or with an offset`,
    '2026-11-27 08:30',
  );

const nextShape = z
  .union(
    [
      reference('Id of a step, or none'),
      z.strictObject({
        step: reference('Id of the step that is next', 'intro-follow-up'),
        at: time('When it is due'),
      }),
    ],
    wanted('want.next'),
  )
  .meta({
    description:
      'The touch that is next, also while it is held by a pause or a person has the task. none: nothing is to come',
    examples: ['intro-follow-up', { step: 'intro-follow-up', at: '2026-11-27 08:30' }, 'none'],
  });

/** What is to be true at one moment. */
const expectationShape = z
  .strictObject({
    at: reference(
      'When it is looked at: a time on the wall clock of the prospect, or end (nothing is left to happen). Default: just after the last event or task; without any, the end',
      '2026-11-26 12:00',
      'end',
    ).optional(),
    status: choice(enrolmentStatuses, 'How the enrolment stands').optional(),
    stage: reference('Stage that it is in, one of `stages`', 'closing').optional(),
    track: z
      .union([reference('Key of a track'), z.null()], wanted('want.track'))
      .meta({ description: 'Track that it is on; null: on none', examples: ['price', null] })
      .optional(),
    sent: list(
      'Mails that have been sent, all of them, in their order',
      'Id of a mail step',
      'intro',
      'intro-follow-up',
    ),
    skipped: list(
      'Steps that were skipped: a condition was false, or the task was not done',
      'Id of a step',
      'call',
    ),
    next: nextShape.optional(),
    tasks: list(
      'Tasks that are open, all of them, by the id of their step or by their kind',
      'Id of a step, or a kind of task',
      'reply',
    ),
    exit_reason: choice(exitReasons, 'Why it has ended').optional(),
    pause_reason: choice(pauseReasons, 'Why it stands still').optional(),
    resume_at: time('When it goes on by itself').optional(),
    enrols: list(
      'Cadences that the prospect is enrolled in by what was heard',
      'Key of a cadence',
      'customer-follow-up',
    ),
    suppressed: z
      .boolean()
      .meta({ description: 'Whether the address gets no mail any more', examples: [true, false] })
      .optional(),
    variant: z
      .record(z.string(), reference('Id of a variant'))
      .meta({
        description: 'Which variant of a mail the prospect got, by step',
        examples: [{ intro: 'question' }],
      })
      .optional(),
  })
  .meta({
    description: 'What is to be true at one moment',
    examples: [{ status: 'paused', sent: ['intro'] }],
  });

export const expectationsShape = z
  .union([expectationShape, z.array(expectationShape)], wanted('want.expectations'))
  .meta({
    description: 'What is to be true, at one moment or at several',
    examples: [
      { status: 'paused', sent: ['intro'] },
      [
        { at: '2026-11-26 12:00', next: 'intro-follow-up' },
        { at: 'end', status: 'completed' },
      ],
    ],
  });

export type ExpectationShape = z.output<typeof expectationShape>;
