import type { AuditAction, AuditedRoute } from '../domain/audit.ts';

const enrolment = (action: AuditAction, ...tells: string[]): AuditedRoute => ({
  ...{ action, kind: 'enrolment', id: 'id', tells },
});
const task = (action: AuditAction): AuditedRoute => ({ action, kind: 'task', id: 'id' });
const mailbox = (action: AuditAction): AuditedRoute => ({
  ...{ action, kind: 'mailbox', id: 'key', told: 'when-changed' },
});
const cadence = (action: AuditAction): AuditedRoute => ({
  ...{ action, kind: 'cadence', id: 'key', told: 'when-changed' },
});
const replayed: AuditedRoute = { action: 'receipt.replayed', kind: 'receipt', told: 'by-itself' };

/** All of them: the server does not start with a route that changes something and stands neither here nor in `unaudited`. */
export const auditedRoutes: Readonly<Record<string, AuditedRoute>> = {
  'POST /v1/prospects': { action: 'prospect.saved', kind: 'prospect' },
  'GET /v1/prospects/:id/export': { action: 'prospect.exported', kind: 'prospect', id: 'id' },
  'DELETE /v1/prospects/:id': {
    ...{ action: 'prospect.erased', kind: 'prospect', id: 'id', told: 'when-changed' },
  },
  'POST /v1/enrolments': { action: 'enrolment.created', kind: 'enrolment', tells: ['cadence'] },
  'POST /v1/enrolments/:id/pause': enrolment('enrolment.paused', 'until'),
  'POST /v1/enrolments/:id/resume': enrolment('enrolment.resumed'),
  'POST /v1/enrolments/:id/advance': enrolment('enrolment.advanced', 'stage', 'backwards'),
  'POST /v1/enrolments/:id/exit': enrolment('enrolment.exited', 'reason'),
  'POST /v1/enrolments/:id/reopen': enrolment('enrolment.reopened'),
  'POST /v1/enrolments/:id/objection': enrolment('enrolment.objected', 'category'),
  'POST /v1/enrolments/:id/switch': enrolment('enrolment.switched', 'cadence'),
  'POST /v1/enrolments/bulk': {
    ...{ action: 'import.started', kind: 'import', tells: ['cadence'], told: 'when-changed' },
  },
  'DELETE /v1/imports/:id': { action: 'import.undone', kind: 'import', id: 'id' },
  'POST /v1/tasks/:id/complete': task('task.completed'),
  'POST /v1/tasks/:id/skip': task('task.skipped'),
  'POST /v1/tasks/:id/snooze': {
    ...{ action: 'task.snoozed', kind: 'task', id: 'id', tells: ['until'], told: 'when-changed' },
  },
  'POST /v1/tasks/:id/wake': { ...task('task.woken'), told: 'when-changed' },
  'PUT /v1/tasks/:id/mail': task('mail.edited'),
  'POST /v1/tasks/:id/approve': task('mail.approved'),
  'POST /v1/tasks/:id/reject': task('mail.rejected'),
  'POST /v1/suppressions': { action: 'suppression.added', kind: 'suppression', tells: ['reason'] },
  'DELETE /v1/suppressions/:value': {
    ...{ action: 'suppression.lifted', kind: 'suppression', tells: ['cadence'] },
  },
  'POST /v1/suppressions/bulk': {
    ...{ action: 'suppressions.imported', kind: 'suppression', tells: ['reason'] },
  },
  'POST /v1/mailboxes/:key/pause': mailbox('mailbox.paused'),
  'POST /v1/mailboxes/:key/resume': mailbox('mailbox.resumed'),
  'POST /v1/company-holds/:id/release': {
    ...{ action: 'company.released', kind: 'company-hold', id: 'id' },
  },
  'POST /v1/cadences/:key/pause': cadence('cadence.paused'),
  'POST /v1/cadences/:key/resume': cadence('cadence.resumed'),
  'POST /v1/cadences/:key/publish': {
    ...{ action: 'cadence.published', kind: 'publication', tells: ['mode'], told: 'when-changed' },
  },
  'POST /v1/receipts/:id/replay': replayed,
  'POST /v1/receipts/replay': replayed,
  'POST /v1/reconcile': { action: 'states.reconciled', kind: 'source', told: 'when-changed' },
};

/** Routes that change something for which nobody of ours acts, and what tells of it instead. */
export const unaudited: Readonly<Record<string, string>> = {
  'POST /u/:token': 'the person opts out: the timeline, and the suppression with its source',
  'POST /webhooks/:source': 'another system tells: the receipt of each event',
};
