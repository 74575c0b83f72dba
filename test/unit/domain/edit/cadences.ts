import fc from 'fast-check';
import type { Cadence, Step } from '../../../../src/domain/cadence.ts';
import { noDuration } from '../../../../src/domain/duration.ts';
import { enterTrack } from '../../../../src/domain/enrolment/moves.ts';
import { type EnrolmentState, initialState } from '../../../../src/domain/enrolment/state.ts';
import { advanceCursor } from '../../../../src/domain/enrolment/transitions.ts';
import { defaultSchedule } from '../../../../src/domain/schedule.ts';

const stages = ['prospecting', 'presentation', 'closing'];

/** A mail; `a` stands for a step `a` in the first stage, `a@closing` for one in another. */
export function step(text: string): Step {
  const [id = '', stage = 'prospecting'] = text.split('@');
  return {
    kind: 'email',
    id,
    stage,
    after: { ...noDuration, days: 2 },
    email: { template: `t/${id}`, thread: 'new' },
  };
}

/** A cadence with these steps, and tracks with theirs. */
export function cadence(
  steps: string,
  tracks: Readonly<Record<string, string>> = {},
  end: Cadence['tracks'][string]['then'] = { do: 'resume' },
): Cadence {
  return {
    key: 'c',
    title: 'C',
    locale: null,
    stages,
    schedule: defaultSchedule,
    unknown: 'hold',
    steps: listOf(steps),
    on: {},
    tracks: Object.fromEntries(
      Object.entries(tracks).map(([key, list]) => [
        key,
        // biome-ignore lint/suspicious/noThenProperty: the word of the cadence language
        { key, stage: 'presentation', steps: listOf(list), then: end },
      ]),
    ),
  };
}

const listOf = (text: string) => text.split(' ').filter(Boolean).map(step);

/** A cadence of up to eight steps from a small alphabet, with up to two tracks: any two are an edit of one another. */
export const anyCadence: fc.Arbitrary<Cadence> = fc
  .record({
    steps: fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], { minLength: 1 }),
    price: fc.shuffledSubarray(['p', 'q', 'r']),
    timing: fc.shuffledSubarray(['s', 't']),
    stage: fc.constantFrom(...stages),
    end: fc.constantFrom<Cadence['tracks'][string]['then']>(
      { do: 'resume' },
      { do: 'exit' },
      { do: 'advance', stage: 'closing' },
    ),
  })
  .map(({ steps, price, timing, stage, end }) => {
    const tracks = { price, timing };
    const filled = Object.entries(tracks).filter(([, list]) => list.length > 0);
    return cadence(
      steps.map((id, index) => (index === steps.length - 1 ? `${id}@${stage}` : id)).join(' '),
      Object.fromEntries(filled.map(([key, list]) => [key, list.join(' ')])),
      end,
    );
  });

export interface Stand {
  readonly state: EnrolmentState;
  readonly spent: readonly { readonly run: number; readonly stepId: string }[];
}

/** Somebody after some touches of a cadence, maybe in a track, maybe paused. */
export function standAfter(
  of: Cadence,
  touches: number,
  track: string | null,
  paused: boolean,
): Stand {
  let state = initialState(of);
  const spent: { run: number; stepId: string }[] = [];
  for (
    let left = touches;
    left > 0 && state.status === 'active' && state.cursor !== null;
    left -= 1
  ) {
    if (track !== null && left === 2) state = enterTrack(state, of, track);
    const done = { run: state.track === null ? 0 : state.run, stepId: state.cursor ?? '' };
    spent.push(done);
    state = advanceCursor(state, of, done);
  }
  return {
    state:
      paused && state.status === 'active'
        ? { ...state, status: 'paused', pauseReason: 'manual', pauseRank: 8 }
        : state,
    spent,
  };
}
