import type { EmailStep, Step, TaskStep } from '../domain/cadence.ts';
import type { ConditionResult } from '../domain/condition.ts';
import { messageOf } from '../errors.ts';
import { blockReasonOf } from './blocked-mail.ts';
import { missingFields } from './missing-fields.ts';
import type { HandOverEnd } from './outcome-changes.ts';

type EndOf<Kind extends HandOverEnd['kind']> = Extract<HandOverEnd, { readonly kind: Kind }>;

/** What a step comes to whose time has come. */
export type DueStep =
  | { readonly is: 'skipped'; readonly end: EndOf<'skip'> }
  | { readonly is: 'task'; readonly step: TaskStep }
  | { readonly is: 'approval' | 'mail'; readonly step: EmailStep };

/** @param condition  whether that of the step holds; null when it has none */
export function dueStep(step: Step, condition: ConditionResult | null, approved: boolean): DueStep {
  if (condition !== null && !condition.holds) {
    const because = 'because' in condition ? condition.because : null;
    return { is: 'skipped', end: { kind: 'skip', condition: step.when ?? '', because } };
  }
  if (step.kind === 'task') return { is: 'task', step };
  return { is: step.email.approve === true && !approved ? 'approval' : 'mail', step };
}

/** Somebody is asked to look at a mail. */
export function approvalOf(subject: string, email: string): EndOf<'approval'> {
  return { kind: 'approval', title: `Approve "${subject}" to ${email}` };
}

/** What cannot be written, because the error says so. */
export function blockedBy(error: unknown): EndOf<'blocked'> {
  const reason = blockReasonOf(error);
  return { kind: 'blocked', reason, detail: messageOf(error), fields: missingFields(error) };
}
