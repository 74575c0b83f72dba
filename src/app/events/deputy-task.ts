import type { InboundEvent } from '../../domain/event.ts';
import type { Changes } from '../../store/changes.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';

/** Kind of the tasks that only suggest something: nothing waits for them. */
const suggestionKind = 'suggestion';

const longestTitle = 200;

/**
 * Who takes over for somebody who is away, as a suggestion for the owner: nobody is enrolled by the word of a machine.
 * The names stand in the title as they came; nothing in them is a merge field.
 */
export function deputyTask(
  enrolment: EnrolmentSnapshot,
  eventId: string,
  { type, deputy, until }: InboundEvent,
  now: Date,
): Partial<Changes> {
  if (type !== 'reply.auto' || deputy === undefined) return {};
  const { name, address } = deputy;
  const who = name === null ? address : `${name} <${address}>`;
  const title = `${enrolment.prospect.email} is away: ${who} takes over`.slice(0, longestTitle);
  const base = { prospectId: enrolment.prospectId, enrolmentId: enrolment.id, eventId };
  const kind = suggestionKind;
  const data = { deputy, ...(until === undefined ? {} : { until }) };
  return {
    newTasks: [{ ...base, kind, title, owner: enrolment.owner, dueAt: null, data }],
    timeline: [{ ...base, at: now, type: 'task.created', data: { kind, title } }],
  };
}
