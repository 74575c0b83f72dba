import type { Cadence, Step } from './cadence.ts';
import type { CadenceSchedule, Schedule } from './schedule.ts';

/**
 * The schedule of one step: that of the cadence, over it what `follow_ups` says of mails that continue a thread, over that
 * what the step says itself. Business days are still counted in the calendar of the cadence: a step that goes out on
 * Thursdays only does not come three weeks after one that it follows by three business days.
 */
export function scheduleOf({ schedule }: Pick<Cadence, 'schedule'>, step: Step): Schedule {
  const ofSteps = made.get(schedule) ?? new WeakMap<Step, Schedule>();
  made.set(schedule, ofSteps);
  const known = ofSteps.get(step);
  if (known !== undefined) return known;
  const isFollowUp = step.kind === 'email' && step.email.thread === 'reply';
  const own = { ...schedule, ...(isFollowUp ? schedule.followUps : undefined), ...step.schedule };
  ofSteps.set(step, own);
  return own;
}

/** The same object for the same step, so that what is reckoned by a schedule can be remembered by it. */
const made = new WeakMap<CadenceSchedule, WeakMap<Step, Schedule>>();
