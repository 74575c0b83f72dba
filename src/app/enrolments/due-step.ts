import type { EmailStep, Step, TaskStep } from '../../domain/cadence.ts';
import type { ConditionResult } from '../../domain/condition.ts';
import { messageOf } from '../../errors.ts';
import type { DraftContent } from '../../store/mail-drafts.ts';
import { blockReasonOf } from '../sending/blocked-mail.ts';
import { missingFields } from '../sending/missing-fields.ts';
import type { HandOverEnd } from '../sending/outcome-changes.ts';

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
  return { is: step.email.approve !== undefined && !approved ? 'approval' : 'mail', step };
}

/** Somebody is asked to look at a mail. @param draft  what is shown and sent; null where nothing is sent */
export function approvalOf(
  subject: string,
  email: string,
  draft: DraftContent | null = null,
): EndOf<'approval'> {
  return { kind: 'approval', title: `Approve "${subject}" to ${email}`, draft };
}

/** What cannot be written, because the error says so. */
export function blockedBy(error: unknown): EndOf<'blocked'> {
  const reason = blockReasonOf(error);
  return { kind: 'blocked', reason, detail: messageOf(error), fields: missingFields(error) };
}
