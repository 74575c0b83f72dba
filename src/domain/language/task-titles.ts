import type { EventRules } from '../cadence.ts';

/** The prospect by first name, or by address when there is none: a task must never lack a field. */
const who = '{{default prospect.firstName prospect.email}}';

const stepTitles: Readonly<Record<string, string>> = {
  call: `Ring ${who}`,
  linkedin: `Write to ${who} on LinkedIn`,
  letter: `Send a letter to ${who}`,
  meeting: `Meet ${who}`,
};

/** Title of a task step that has none. Handlebars text, as all task titles. */
export function stepTaskTitle(kind: string): string {
  return Object.hasOwn(stepTitles, kind) ? (stepTitles[kind] ?? '') : `Contact ${who}`;
}

const ruleTitles: Readonly<Record<keyof EventRules, string>> = {
  reply: `Answer the reply from ${who}`,
  objection: `Answer the objection from ${who}`,
  meeting_booked: `Prepare the meeting with ${who}`,
  deal_won: `Thank ${who} for the deal`,
  deal_lost: `Ask ${who} why the deal was lost`,
  deal_stage_changed: `Look at the deal with ${who}: its stage has changed`,
  out_of_office: `Look at the automatic answer from ${who}`,
};

/** Title of a task in a rule that has none; `category` is that of an objection, or null. */
export function ruleTaskTitle(event: keyof EventRules, category: string | null): string {
  const title = ruleTitles[event];
  return category === null || category === 'default' ? title : `${title} (${category})`;
}
