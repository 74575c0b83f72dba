import type { CadenceMap } from '../../app/desk/cadence-map.ts';
import type { Cadence, Step, Track } from '../../domain/cadence.ts';
import type { Language } from '../words.ts';
import { shownRules, triggersOf } from './cadence-rules.ts';
import { percentText } from './figures.ts';
import { waitParts } from './wait.ts';

/** A cadence as it is drawn: the main road as lanes, then its side roads. */
export function shownMap(
  map: CadenceMap,
  subjects: ReadonlyMap<string, string>,
  language: Language,
) {
  const { version, standing, counted } = map;
  const cadence = version.definition;
  const cards = cardMaker(map, subjects, language);
  const main = cadence.steps.map((step, index) => cards(step, null, index));
  const lanes = cadence.stages.map((stage) => {
    const steps = main.filter((card) => card.stage === stage);
    return { stage, steps, here: sum(steps.map(({ here }) => here)) };
  });
  const live = sum(standing.map(({ count }) => count));
  const behind = standing.filter(({ track, step }) => track === null && step === null);
  return {
    lanes,
    laneCount: lanes.length,
    live,
    behind: sum(behind.map(({ count }) => count)),
    elsewhere: live - sum(main.map(({ here }) => here)) - sum(behind.map(({ count }) => count)),
    tracks: tracksOf(cadence).map((track) => shownTrack(track, cadence, cards)),
    rules: shownRules(cadence.on, language),
    countedAt: counted.at,
    sent: sum(main.map(({ sent }) => sent)),
  };
}

type Card = ReturnType<ReturnType<typeof cardMaker>>;

function cardMaker(
  { version, standing, counted }: CadenceMap,
  subjects: ReadonlyMap<string, string>,
  language: Language,
) {
  const { key, definition } = version;
  return (step: Step, track: string | null, index: number) => {
    const own = standing.filter((one) => one.track === track && one.step === step.id);
    const figures = counted.steps.find((one) => one.step === step.id);
    const sent = figures?.sent ?? 0;
    const replied = figures?.replied ?? 0;
    const variants = step.kind === 'email' ? (step.email.variants?.length ?? 0) : 0;
    const isMail = step.kind === 'email';
    return {
      id: step.id,
      stage: step.stage,
      number: index + 1,
      isMail,
      isCall: step.kind === 'task' && step.task.kind === 'call',
      // A kind of one's own is told as it is written.
      kindWord: isMail ? 'kind.mail' : step.task.kind === 'call' ? 'kind.call' : null,
      kind: isMail ? 'email' : step.task.kind,
      locale: definition.locale ?? '',
      about: subjects.get(step.id) ?? (isMail ? step.email.template : step.task.title),
      path: isMail ? `/console/cadences/${key}/mails/${step.id}` : null,
      wait: waitParts(step.after),
      condition: step.when ?? null,
      isThread: isMail && step.email.thread === 'reply',
      isApproved: isMail && step.email.approve !== undefined,
      variants: variants > 1 ? variants : null,
      skipAfter:
        step.kind === 'task' && step.task.skipAfter ? waitParts(step.task.skipAfter) : null,
      here: sum(own.map(({ count }) => count)),
      paused: sum(own.flatMap(({ status, count }) => (status === 'paused' ? [count] : []))),
      sent,
      replied,
      rate: sent === 0 ? null : rateText(replied / sent, language),
      done: figures?.done ?? 0,
      skipped: figures?.skipped ?? 0,
    };
  };
}

function shownTrack(
  track: Track,
  { on }: Cadence,
  cards: (step: Step, track: string | null, index: number) => Card,
) {
  const steps = track.steps.map((step, index) => cards(step, track.key, index));
  const { then } = track;
  return {
    key: track.key,
    stage: track.stage,
    triggers: triggersOf(track.key, on),
    steps,
    here: sum(steps.map(({ here }) => here)),
    thenWord: `then.${then.do}`,
    thenStage: then.do === 'advance' ? then.stage : '',
  };
}

function tracksOf({ tracks, stages }: Cadence): Track[] {
  return Object.values(tracks).toSorted(
    (a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** A share with a decimal where it has one. */
function rateText(share: number, language: Language): string {
  return percentText(share, language, Math.round(share * 1_000) % 10 === 0 ? 0 : 1);
}
