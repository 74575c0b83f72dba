import { z } from 'zod';
import type { ExitReason } from '../codes.ts';
import { advanceShape } from './advance-shape.ts';
import { wanted } from './issue-sentence.ts';
import { choice, condition, duration, reference, slug, title } from './leaves.ts';
import { taskTitle } from './step-shape.ts';

/** Exit reasons that a rule may give; the others are the machine's own. */
export const ruleExitReasons = [
  'replied',
  'objection',
  'closed_won',
  'closed_lost',
  'manual',
] as const satisfies readonly ExitReason[];

const pauseShape = z
  .union(
    [
      z.literal(true),
      choice(['until-date', 'until-return'], 'Until the date that the event names'),
    ],
    wanted('want.pause'),
  )
  .meta({
    description:
      'true: until a person resumes (add a task, so that somebody knows). until-date and until-return: until the date that the event names, else for as long as `default`',
    examples: [true, 'until-date', 'until-return'],
  });

const ruleTaskShape = z
  .strictObject({
    kind: slug('reply, objection, call, or a kind of your own', 'reply', 'objection', 'call'),
    title: title(
      'What the rep is asked to do, with merge fields of prospect, company, owner and cadence; default: by the event',
      taskTitle,
    ).optional(),
    due_in: duration(
      'When it is due, from the moment it is given; default: no time',
      '4 hours',
    ).optional(),
  })
  .meta({
    description: 'A task for the owner of the enrolment; it holds nothing up',
    examples: [{ kind: 'reply', due_in: '4 hours' }],
  });

/** What to do when something is heard; all actions of a rule are done. */
export const ruleShape = z.strictObject({
  when: condition('rule', 'false: as if the rule were not there').optional(),
  pause: pauseShape.optional(),
  default: duration(
    'How long to pause when the event names no date; goes with until-date and until-return',
    '30 days',
    '1 week',
  ).optional(),
  task: ruleTaskShape.optional(),
  track: reference('The track to go over to, one of `tracks`', 'price').optional(),
  exit: choice(
    ruleExitReasons,
    'End the enrolment, with this reason in the reports',
    'unknown-exit-reason',
  ).optional(),
  advance: advanceShape(
    'The stage to go on to: its first step is next. Never backwards, unless it is said',
    'needs-assessment',
  ).optional(),
  enrol: z
    .strictObject({
      cadence: reference('Key of the cadence to enrol into', 'customer-follow-up', 'win-back'),
      after: duration('How long to wait before that; default: at once', '90 days').optional(),
    })
    .meta({
      description: 'Enrol the prospect in another cadence',
      examples: [{ cadence: 'win-back', after: '90 days' }],
    })
    .optional(),
});

type RuleExample = z.input<typeof ruleShape>;

const described = (description: string, ...examples: readonly RuleExample[]) =>
  ruleShape.meta({ description, examples: [...examples] }).optional();

/** Rules by what was heard. A bounce, a complaint and an opt-out have none. */
export const rulesShape = z.strictObject({
  reply: described('A person answered a mail; without a rule the enrolment pauses', {
    pause: true,
    task: { kind: 'reply', due_in: '4 hours' },
  }),
  objection: z
    .record(
      slug('Category; default is for those not named'),
      ruleShape.meta({ description: 'What to do about objections of this category' }),
    )
    .meta({
      description:
        'A no with a reason, by category: price, timing, authority, competitor, need, trust, not-interested, or one that your CRM posts; default is for those not named. Without a rule the enrolment pauses',
      examples: [
        { price: { track: 'price' }, default: { pause: true, task: { kind: 'objection' } } },
      ],
    })
    .optional(),
  meeting_booked: described('A meeting was booked; without a rule the enrolment pauses', {
    advance: 'needs-assessment',
  }),
  deal_won: described('The deal was won; without a rule the enrolment ends', {
    exit: 'closed_won',
    enrol: { cadence: 'customer-follow-up' },
  }),
  deal_lost: described('The deal was lost; without a rule the enrolment ends', {
    exit: 'closed_lost',
    enrol: { cadence: 'win-back', after: '90 days' },
  }),
  deal_stage_changed: described(
    'The CRM moved the deal to another stage; without a rule the enrolment advances to that stage, if it lies ahead',
    { task: { kind: 'call' } },
  ),
  out_of_office: described(
    'An automatic answer; without a rule the enrolment pauses until the date in it, a week if it names none',
    { pause: 'until-return', default: '7 days' },
  ),
});

export type RuleShape = z.output<typeof ruleShape>;
export type RulesShape = z.output<typeof rulesShape>;
