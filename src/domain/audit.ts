import type { Role } from './codes.ts';

/** What people and keys do: dotted and in the past. */
export const auditActions = [
  'prospect.saved',
  'prospect.exported',
  'prospect.erased',
  'enrolment.created',
  'enrolment.paused',
  'enrolment.resumed',
  'enrolment.advanced',
  'enrolment.exited',
  'enrolment.reopened',
  'enrolment.objected',
  'enrolment.switched',
  'import.started',
  'import.undone',
  'task.completed',
  'task.skipped',
  'task.snoozed',
  'task.woken',
  'mail.edited',
  'mail.approved',
  'mail.rejected',
  'suppression.added',
  'suppression.lifted',
  'suppressions.imported',
  'mailbox.paused',
  'mailbox.resumed',
  'company.released',
  'cadence.published',
  'cadence.paused',
  'cadence.resumed',
  'publication.taken_back',
  'key.created',
  'key.changed',
  'key.revoked',
  'session.opened',
  'receipt.replayed',
  'body.replayed',
  'states.reconciled',
  'retention.run',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** What it was done to. */
export type AuditKind =
  | 'prospect'
  | 'enrolment'
  | 'import'
  | 'task'
  | 'suppression'
  | 'mailbox'
  | 'company-hold'
  | 'cadence'
  | 'publication'
  | 'key'
  | 'receipt'
  | 'source'
  | 'installation';

/** Who did it. */
export interface Actor {
  /** Id of the API key, `admin` for that of `CADENCE_ADMIN_KEY`, `cli` for the command line. */
  readonly id: string;
  /** Name of the key, or of the system user. */
  readonly name: string;
  readonly role: Role | 'cli';
  /** The same in all entries of one request, or of one command. */
  readonly requestId: string;
}

/** What the audit log says of a route that changes something, or gives away all of a person. */
export interface AuditedRoute {
  readonly action: AuditAction;
  readonly kind: AuditKind;
  /** Parameter of the path with the id; absent: what does it says so (`deedIsTo`). */
  readonly id?: string;
  /** Fields of the body and of the query that are told: choices among ours, never a word about a person. */
  readonly tells?: readonly string[];
  /** As `Deed.told`; absent: `always`. */
  readonly told?: 'when-changed' | 'by-itself';
}
