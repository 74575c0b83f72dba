import type { Cadence, Step } from './cadence.ts';
import type { Schedule } from './schedule.ts';

/**
 * The schedule of one step: that of the cadence, over it what `follow_ups` says of mails that continue a thread, over that
 * what the step says itself. Business days are still counted in the calendar of the cadence: a step that goes out on
 * Thursdays only does not come three weeks after one that it follows by three business days.
 */
export function scheduleOf(cadence: Cadence, step: Step): Schedule {
  const { schedule } = cadence;
  const isFollowUp = step.kind === 'email' && step.email.thread === 'reply';
  return { ...schedule, ...(isFollowUp ? schedule.followUps : undefined), ...step.schedule };
}
