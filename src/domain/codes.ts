/** The words and codes of the public interface: one list each, used by code, SQL, API and console alike. */

export const enrolmentStatuses = ['pending', 'active', 'paused', 'completed', 'exited'] as const;
export type EnrolmentStatus = (typeof enrolmentStatuses)[number];

export const exitReasons = [
  'replied',
  'objection',
  'opted_out',
  'complained',
  'bounced',
  'closed_won',
  'closed_lost',
  'switched',
  'erased',
  'manual',
  'failed',
] as const;
export type ExitReason = (typeof exitReasons)[number];

/**
 * Why an enrolment stands still. The first group names what the prospect or the CRM said, the second what a person
 * did, the third what the machine could not do by itself.
 */
export const pauseReasons = [
  'replied',
  'objection',
  'meeting_booked',
  'out_of_office',
  'asked_to_wait',
  'deal_closed',
  'stage_changed',
  'company_hold',
  'manual',
  'missing_merge_field',
  'html_too_large',
  'attachment_unavailable',
  'missing_basis',
  'missing_sender_identity',
  'rejected_by_server',
  'unknown_hand_over',
  'unproven_sender',
] as const;
export type PauseReason = (typeof pauseReasons)[number];

export const touchStatuses = [
  'scheduled',
  'queued',
  'handing_over',
  'sent',
  'deferred',
  'unknown',
  'skipped',
  'failed',
  'cancelled',
  'waiting',
  'done',
] as const;
export type TouchStatus = (typeof touchStatuses)[number];

/** What a person does with a task. */
export const taskDeeds = ['complete', 'skip', 'approve', 'reject'] as const;
export type TaskDeed = (typeof taskDeeds)[number];

/** Why an enrolment was not accepted. */
export const refusalCodes = [
  'already_enrolled',
  'not_reenterable',
  'in_cooldown',
  'suppressed',
  'erased',
  'blocked_domain',
  'company_limit',
  'invalid_address',
  'missing_basis',
  'other_owner',
  'unknown_cadence',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Why a touch was skipped, held or moved. */
export const holdCodes = [
  'not_active',
  'suppressed',
  'condition_false',
  'missing_merge_field',
  'html_too_large',
  'attachment_unavailable',
  'missing_basis',
  'missing_sender_identity',
  'outside_window',
  'cap_reached',
  'min_gap',
  'company_hold',
  'awaiting_approval',
  'mailbox_paused',
  'cadence_paused',
] as const;
export type HoldCode = (typeof holdCodes)[number];

/** Who may do what: `admin` may do everything, `manager` what a `rep` may. */
export const roles = ['rep', 'manager', 'ops', 'crm', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether a role is among those that may. */
export function isAmong(role: Role, those: readonly Role[]): boolean {
  return role === 'admin' || those.includes(role) || (role === 'manager' && those.includes('rep'));
}
