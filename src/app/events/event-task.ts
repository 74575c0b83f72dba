import type { TaskTemplate } from '../../domain/cadence.ts';
import type { Duration } from '../../domain/duration.ts';
import type { InboundEvent } from '../../domain/event.ts';
import { renderText } from '../../email/render.ts';
import type { Changes } from '../../store/changes.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { Circumstances } from '../enrolments/consequences.ts';

/** Kind of the tasks in which a person says what a reply means. */
export const triageKind = 'triage';

/** What a reply that we are not sure about asks for, where its cadence asks for nothing. */
export const triageTask: TaskTemplate = {
  kind: triageKind,
  title: 'Say what {{prospect.email}} means',
  dueIn: null,
};

/** True for a reply that was read and not understood well enough. */
export function needsTriage({ type, reading }: InboundEvent): boolean {
  return type === 'reply.received' && reading?.sure === false;
}

/** The task that an event gives to the owner of an enrolment. The title must not fail: it falls back to the bare kind. */
export function eventTask(
  enrolment: EnrolmentSnapshot,
  eventId: string,
  template: TaskTemplate,
  event: InboundEvent,
  addDuration: (at: Date, duration: Duration) => Date,
  circumstances: Circumstances,
): Partial<Changes> {
  const { now } = circumstances;
  const title = titleOf(template, enrolment, circumstances);
  const base = { prospectId: enrolment.prospectId, enrolmentId: enrolment.id, eventId };
  const dueAt = template.dueIn === null ? null : addDuration(now, template.dueIn);
  const kind = needsTriage(event) ? triageKind : template.kind;
  const { text, category, intent, reading, claims, occurredAt, mail } = event;
  const data = {
    text,
    category,
    intent,
    ...(reading === undefined ? {} : { reading }),
    ...(claims === undefined ? {} : { claims }),
    ...(kind === triageKind || reading !== undefined ? { occurredAt } : {}),
    ...(mail === undefined ? {} : { from: mail.from }),
  };
  return {
    newTasks: [{ ...base, kind, title, owner: enrolment.owner, dueAt, data }],
    timeline: [{ ...base, at: now, type: 'task.created', data: { kind, title } }],
  };
}

function titleOf(
  template: TaskTemplate,
  enrolment: EnrolmentSnapshot,
  circumstances: Circumstances,
): string {
  const { cadence } = circumstances;
  const { prospect } = enrolment;
  const context = {
    prospect,
    company: { name: prospect.company },
    owner: enrolment.owner,
    cadence: { key: cadence.key, title: cadence.title },
  };
  try {
    return renderText(template.title, context);
  } catch {
    return `${template.kind}: ${prospect.email}`;
  }
}
