import type { Cadence, Step } from './cadence.ts';

/** The cadence with every touch at the beginning of its spread, so that its times can be told exactly. */
export function withoutJitter(cadence: Cadence): Cadence {
  const { schedule, tracks } = cadence;
  const { followUps } = schedule;
  return {
    ...cadence,
    schedule: {
      ...schedule,
      jitterMs: 0,
      ...(followUps === undefined ? {} : { followUps: { ...followUps, jitterMs: 0 } }),
    },
    steps: cadence.steps.map(onTime),
    tracks: Object.fromEntries(
      Object.entries(tracks).map(([key, track]) => [
        key,
        { ...track, steps: track.steps.map(onTime) },
      ]),
    ),
  };
}

function onTime(step: Step): Step {
  return step.schedule === undefined
    ? step
    : { ...step, schedule: { ...step.schedule, jitterMs: 0 } };
}
