import type { TaskTemplate } from '../domain/cadence.ts';
import type { Duration } from '../domain/duration.ts';
import type { InboundEvent } from '../domain/event.ts';
import { renderText } from '../email/render.ts';
import type { Changes } from '../store/changes.ts';
import type { EnrolmentSnapshot } from '../store/snapshots.ts';
import type { Circumstances } from './consequences.ts';

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
  const data = { text: event.text, category: event.category, intent: event.intent };
  return {
    newTasks: [{ ...base, kind: template.kind, title, owner: enrolment.owner, dueAt, data }],
    timeline: [{ ...base, at: now, type: 'task.created', data: { kind: template.kind, title } }],
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
