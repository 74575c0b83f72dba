/** The things that happen in a test: each takes the enrolment as it is kept, and gives it as it is kept afterwards. */

import type { TestDeed, TestEvent } from '../../../domain/cadence-test.ts';
import { historyOf } from '../../../domain/history.ts';
import { renderText } from '../../../email/render.ts';
import { joinChanges } from '../../../store/changes.ts';
import type { App, Mailbox } from '../../context.ts';
import { resumeOnTime } from '../../enrolments/change-enrolment.ts';
import type { Circumstances } from '../../enrolments/consequences.ts';
import { findStep } from '../../enrolments/consequences.ts';
import { approvalOf, blockedBy, dueStep } from '../../enrolments/due-step.ts';
import {
  closingEntry,
  isDone,
  stepOver,
  type TaskClosing,
  touchOf,
} from '../../enrolments/task-closing.ts';
import { decidePerson, type PersonCase } from '../../events/decide-events.ts';
import { decideClicks, isClick } from '../../events/hear-clicks.ts';
import { holdsForOne } from '../../events/rule-conditions.ts';
import { mailContext } from '../../sending/compose-mail.ts';
import { type HandOverEnd, outcomeChanges } from '../../sending/outcome-changes.ts';
import { conditionOf } from '../../sending/step-condition.ts';
import { applyChanges } from './apply-changes.ts';
import {
  clickableMails,
  type Kept,
  type KeptTask,
  type KeptTouch,
  pastReplies,
  pastTouches,
  snapshotOf,
} from './kept.ts';

/** What the decisions of a test are made with. */
export interface Setting {
  readonly workspace: App['workspace'];
  readonly mailbox: Mailbox;
  readonly circumstances: Circumstances;
}

/** The time of a touch has come: a worker takes it, and its mail is accepted at once. */
export function touchFallsDue(kept: Kept, touchId: string, setting: Setting): Kept {
  const { circumstances } = setting;
  const { now } = circumstances;
  const claimed = {
    ...kept,
    touches: kept.touches.map((touch) => (touch.id === touchId ? claimedAt(touch, now) : touch)),
  };
  const touch = claimed.touches.find(({ id }) => id === touchId);
  if (touch === undefined) throw new Error(`there is no touch ${touchId}`);
  const claim = { ...touch, touchId, deferrals: 0 };
  const part = outcomeChanges(
    claim,
    endOf(claimed, touch, setting),
    snapshotOf(claimed),
    circumstances,
  );
  const after = applyChanges(claimed, part, now);
  return part.suppress === true ? { ...after, suppressed: true } : after;
}

function claimedAt(touch: KeptTouch, now: Date): KeptTouch {
  const { fence, attempts } = touch;
  const numbers = { fence: fence + 1, attempts: attempts + 1 };
  return { ...touch, ...numbers, status: 'handing_over', handedOverAt: now };
}

function endOf(
  kept: Kept,
  touch: KeptTouch,
  { workspace, mailbox, circumstances }: Setting,
): HandOverEnd {
  const { cadence } = circumstances;
  const step = findStep(cadence, touch.stepId);
  const claim = {
    prospect: knownOf(kept),
    owner: kept.begun.owner,
    variables: kept.begun.variables,
  };
  try {
    const history = historyOf(pastTouches(kept), pastReplies(kept));
    const due = dueStep(step, conditionOf(cadence, step, claim, history), touch.approved);
    switch (due.is) {
      case 'skipped':
        return due.end;
      case 'task': {
        const context = mailContext(workspace, cadence, step, claim, mailbox, '');
        return { kind: 'task', title: renderText(due.step.task.title, context) };
      }
      case 'approval':
        return approvalOf(due.step.email.template, claim.prospect.email);
      case 'mail':
        return { kind: 'mail', outcome: { kind: 'sent', response: '250 OK' }, letter: null };
    }
  } catch (error) {
    return blockedBy(error);
  }
}

function knownOf({ test }: Kept) {
  return { ...test.prospect, domain: test.prospect.email.split('@')[1] ?? '' };
}

/** Something is heard of the prospect. */
export function isHeard(kept: Kept, { event }: TestEvent, { circumstances }: Setting): Kept {
  const { now, cadence, newId } = circumstances;
  const { prospectId } = kept.begun;
  const { email } = kept.test.prospect;
  const id = newId();
  const told = { ...event, source: 'test', eventId: id, occurredAt: now, match: { email } };
  const heard = { id, event: told };
  if (isClick(heard)) {
    const clicks = decideClicks([{ ...heard, prospectId }], clickableMails(kept), now);
    return applyChanges(kept, joinChanges([clicks.changes]), now);
  }
  const enrolment = snapshotOf(kept);
  const known = {
    prospect: knownOf(kept),
    variables: kept.begun.variables,
    touches: pastTouches(kept),
  };
  const match = {
    id,
    prospectId,
    address: email,
    erased: false,
    enrolmentId: null,
    likelyEnrolmentId: null,
    by: 'address' as const,
    written: false,
  };
  const person: PersonCase = {
    prospectId,
    events: [heard],
    matches: new Map([[id, match]]),
    enrolments: [enrolment],
    unsettled: kept.heard.filter(({ settled }) => !settled),
    holds: holdsForOne(heard, cadence, enrolment, known),
    late: [],
    companyHold: null,
    tooMany: null,
  };
  const decision = decidePerson(person, () => circumstances);
  const after = applyChanges(kept, decision.changes, now);
  const rows = decision.heard.map(({ enrolmentId, holds }) => ({
    ...{ enrolmentId, id, event: told, receivedAt: now, settled: false },
    ...(holds === undefined ? {} : { holds }),
  }));
  const enrols = decision.enrols.map((effect) => effect.cadence);
  const fresh = enrols.filter((key) => !kept.enrols.includes(key));
  return {
    ...after,
    heard: [...after.heard, ...rows],
    suppressed: kept.suppressed || decision.suppressions.length > 0,
    enrols: [...kept.enrols, ...fresh],
    timeline: [...after.timeline, ...fresh.map((key) => ledInto(kept, key, now))],
  };
}

function ledInto({ begun }: Kept, cadence: string, at: Date) {
  const { prospectId, id: enrolmentId } = begun;
  return { at, prospectId, enrolmentId, type: 'prospect.enrolled', data: { cadence } };
}

/** The task that a person can do something about for a step; null when it is not open. */
export function openTaskOf({ tasks, touches }: Kept, step: string): KeptTask | null {
  const own = new Set(touches.filter(({ stepId }) => stepId === step).map(({ id }) => id));
  const isOpen = ({ status, touchId }: KeptTask) =>
    status === 'open' && touchId !== null && own.has(touchId);
  return tasks.find(isOpen) ?? null;
}

/** Somebody does something with a task. */
export function isDoneWith(kept: Kept, task: KeptTask, deed: TestDeed, setting: Setting): Kept {
  const closing = { do: deed.do, outcome: deed.outcome, note: null };
  return closes(kept, task, closing, 'test', setting);
}

/** Nobody has done a task in time: the cadence goes on without it. */
export function taskRunsOut(kept: Kept, task: KeptTask, setting: Setting): Kept {
  return closes(kept, task, { do: 'skip', outcome: null, note: null }, 'cadence', setting);
}

function closes(
  kept: Kept,
  task: KeptTask,
  closing: TaskClosing,
  by: string,
  { circumstances }: Setting,
): Kept {
  const { now } = circumstances;
  const ended = {
    ...task,
    status: isDone(closing) ? ('done' as const) : ('skipped' as const),
    outcome: closing.outcome,
    closedAt: now,
  };
  const closed = { ...kept, tasks: kept.tasks.map((one) => (one.id === task.id ? ended : one)) };
  const before = snapshotOf(closed);
  const told = closingEntry(task, closing, by, before, now);
  const goes = touchOf(task, before) !== null;
  const next = goes ? stepOver(task, closing, before, circumstances) : {};
  return applyChanges(closed, joinChanges([{ timeline: [told] }, next]), now);
}

/** A pause is over by its time. */
export function pauseEnds(kept: Kept, { circumstances }: Setting): Kept {
  const part = resumeOnTime(snapshotOf(kept), circumstances);
  return part === null ? kept : applyChanges(kept, part, circumstances.now);
}
