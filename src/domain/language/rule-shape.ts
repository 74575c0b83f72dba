import { z } from 'zod';
import type { ExitReason } from '../codes.ts';
import { choice, condition, duration, reference, slug, title } from './leaves.ts';

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
    { error: 'Write true, until-date or until-return; to go on sending, leave pause out.' },
  )
  .meta({ description: 'true: until a person resumes' });

const ruleTaskShape = z
  .strictObject({
    kind: slug('reply, objection, call, or a kind of your own'),
    title: title('What the rep is asked to do; merge fields as in a mail').optional(),
    due_in: duration('When it is due, from the moment it is given').optional(),
  })
  .meta({ description: 'A task for the owner of the enrolment' });

/** What to do when something is heard; all actions of a rule are done. */
export const ruleShape = z.strictObject({
  when: condition('rule', 'false: as if the rule were not there').optional(),
  pause: pauseShape.optional(),
  default: duration('How long to pause when the event names no date').optional(),
  task: ruleTaskShape.optional(),
  track: reference('The track to go over to').optional(),
  exit: choice(ruleExitReasons, 'End the enrolment', 'unknown-exit-reason').optional(),
  advance: reference('The stage to go on to; never backwards').optional(),
  enrol: z
    .strictObject({
      cadence: reference('Key of the cadence to enrol into'),
      after: duration('How long to wait before that').optional(),
    })
    .optional(),
});

const described = (description: string) => ruleShape.meta({ description }).optional();

/** Rules by what was heard. A bounce, a complaint and an opt-out have none. */
export const rulesShape = z.strictObject({
  reply: described('A person answered; default: pause'),
  objection: z
    .record(slug('Category; default is for those not named'), ruleShape)
    .meta({
      description: 'By category: price, timing, authority, competitor, need, trust, … or default',
    })
    .optional(),
  meeting_booked: described('A meeting was booked; default: pause'),
  deal_won: described('The deal was won; default: exit'),
  deal_lost: described('The deal was lost; default: exit'),
  deal_stage_changed: described('The CRM moved the deal to another stage'),
  out_of_office: described('An automatic answer'),
});

export type RuleShape = z.output<typeof ruleShape>;
export type RulesShape = z.output<typeof rulesShape>;
