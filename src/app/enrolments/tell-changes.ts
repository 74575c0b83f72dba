import type { EnrolmentState } from '../../domain/enrolment/state.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { NewTimelineEntry } from '../../store/timeline.ts';

type Entry = readonly [type: string, data: Readonly<Record<string, unknown>>];

/** The differences between two states of an enrolment, as history. */
export function tellChanges(
  { id: enrolmentId, prospectId, state: was }: EnrolmentSnapshot,
  after: EnrolmentState,
  at: Date,
): NewTimelineEntry[] {
  const entries = [...placeEntries(was, after), ...statusEntries(was, after)];
  return entries.map(([type, data]) => ({ at, prospectId, enrolmentId, type, data }));
}

/** Whoever waits for the start has entered nothing yet: with the start it is told where that is. */
function placeEntries(was: EnrolmentState, after: EnrolmentState): readonly Entry[] {
  if (after.waits === true) return [];
  const entries: Entry[] = [];
  const [track, stage] = was.waits === true ? [null, null] : [was.track, was.stage];
  if (was.waits === true) entries.push(['enrolment.started', {}]);
  if (track !== after.track) {
    if (track !== null) entries.push(['track.left', { track }]);
    if (after.track !== null) entries.push(['track.entered', { track: after.track }]);
  }
  if (stage !== after.stage) {
    if (stage !== null) entries.push(['stage.left', { stage }]);
    entries.push(['stage.entered', { stage: after.stage }]);
  }
  return entries;
}

function statusEntries(was: EnrolmentState, after: EnrolmentState): readonly Entry[] {
  switch (after.status) {
    case 'exited':
      return was.exitReason === after.exitReason
        ? []
        : [['enrolment.exited', { reason: after.exitReason }]];
    case 'completed':
      return was.status === 'completed' ? [] : [['enrolment.completed', {}]];
    case 'paused':
      return was.status === 'paused' &&
        was.pauseReason === after.pauseReason &&
        was.resumeAt === after.resumeAt
        ? []
        : pausedEntries(after);
    case 'active':
    case 'pending':
      // What had ended it turned out not to be so.
      return was.status === 'paused' || was.status === 'exited' ? [['enrolment.resumed', {}]] : [];
  }
}

/** That it stands still, and why; of a hold of the company what was heard of whom, too. Nothing where it does not. */
export function pausedEntries(state: EnrolmentState): readonly Entry[] {
  if (state.status !== 'paused') return [];
  const { pauseReason: reason, resumeAt, held } = state;
  if (reason !== 'company_hold' || held === undefined) {
    return [['enrolment.paused', { reason, resumeAt }]];
  }
  const { type, prospectId, eventId } = held;
  const cause = { type, prospectId, eventId };
  return [['enrolment.paused', { reason, resumeAt, cause }]];
}
