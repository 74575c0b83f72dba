/**
 * What somebody may choose on the page behind an opt-out link.
 *
 * | scope   | enrolments                                      | from then on                                          |
 * |---------|-------------------------------------------------|-------------------------------------------------------|
 * | all     | every one ends, `opted_out`                     | the address is suppressed                             |
 * | cadence | those in the cadence of the mail end likewise   | no enrolment in that cadence                          |
 * | pause   | every one stands still for 30 days              | no mail before, whatever they are enrolled in         |
 */
import type { EnrolmentState } from './enrolment/state.ts';
import { askedToWait, exit, resumeInTime } from './enrolment/transitions.ts';

export const mailScopes = ['all', 'cadence', 'pause'] as const;
export type MailScope = (typeof mailScopes)[number];

const dayMs = 86_400_000;

/** How long there is no mail after the choice of a pause. */
export const mailPauseDays = 30;

export function endOfMailPause(now: Date): Date {
  return new Date(now.getTime() + mailPauseDays * dayMs);
}

/** For so long the page takes back what was chosen there: whoever comes by the link later may be somebody else. */
const secondThoughtMs = 3_600_000;

export function mayThinkAgain(chosenAt: Date, now: Date): boolean {
  return now.getTime() - chosenAt.getTime() < secondThoughtMs;
}

/** What a choice makes of an enrolment; null where it changes nothing. */
export function chosenState(
  enrolment: { readonly cadenceKey: string; readonly state: EnrolmentState },
  choice: { readonly scope: MailScope; readonly cadenceKey: string; readonly until: Date | null },
): EnrolmentState | null {
  const { state } = enrolment;
  if (choice.scope === 'pause') {
    const waits = choice.until === null ? state : askedToWait(state, choice.until);
    return waits === state ? null : waits;
  }
  if (choice.scope === 'cadence' && enrolment.cadenceKey !== choice.cadenceKey) return null;
  const ended = exit(state, 'opted_out');
  return 'refused' in ended ? null : ended;
}

/**
 * An enrolment without the pause of a choice, which is known by its end. Null where that is not what holds it, or not any
 * more: what stands still for another reason is left alone, and goes on when it would have gone on.
 *
 * @param before  the state that the choice found; null for an enrolment that has begun since
 */
export function withoutPause(
  state: EnrolmentState,
  until: Date,
  before: EnrolmentState | null,
  now: Date,
): EnrolmentState | null {
  if (state.status !== 'paused' || state.resumeAt !== until.toISOString()) return null;
  if (state.pauseReason === 'asked_to_wait') {
    const resumed = resumeInTime(state, now);
    return 'refused' in resumed ? null : resumed;
  }
  const isLonger = before?.status === 'paused' && before.pauseReason === state.pauseReason;
  return isLonger ? { ...state, resumeAt: before.resumeAt } : null;
}
