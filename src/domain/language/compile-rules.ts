import type { EventRule, EventRules } from '../cadence.ts';
import { advanceOf } from './advance-shape.ts';
import type { RuleShape, RulesShape } from './rule-shape.ts';
import { ruleTaskTitle } from './task-titles.ts';

const events = [
  'reply',
  'meeting_booked',
  'deal_won',
  'deal_lost',
  'deal_stage_changed',
  'out_of_office',
] as const satisfies readonly (keyof EventRules)[];

/** Rules with the titles of their tasks filled in. What a file does not say is left out: the default is the reader's. */
export function compileRules(shape: RulesShape | undefined): EventRules {
  if (shape === undefined) return {};
  const rules: { -readonly [Event in keyof EventRules]: EventRules[Event] } = {};
  for (const event of events) {
    const rule = shape[event];
    if (rule !== undefined) rules[event] = compileRule(rule, event, null);
  }
  if (shape.objection !== undefined) {
    rules.objection = Object.fromEntries(
      Object.entries(shape.objection).map(([category, rule]) => [
        category,
        compileRule(rule, 'objection', category),
      ]),
    );
  }
  return rules;
}

function compileRule(
  shape: RuleShape,
  event: keyof EventRules,
  category: string | null,
): EventRule {
  const { when, pause, task, track, exit, advance, enrol } = shape;
  const going = advanceOf(advance);
  return {
    ...(when === undefined ? {} : { when }),
    ...(pause === undefined ? {} : { pause }),
    ...(shape.default === undefined ? {} : { default: shape.default }),
    ...(task === undefined
      ? {}
      : {
          task: {
            kind: task.kind,
            title: task.title ?? ruleTaskTitle(event, category),
            dueIn: task.due_in ?? null,
          },
        }),
    ...(track === undefined ? {} : { track }),
    ...(exit === undefined ? {} : { exit }),
    ...(going === null ? {} : { advance: going.stage }),
    ...(going?.backwards === true ? { backwards: true as const } : {}),
    ...(enrol === undefined
      ? {}
      : { enrol: { cadence: enrol.cadence, after: enrol.after ?? null } }),
  };
}
