import { type Cadence, type Step, stepsOf } from '../../domain/cadence.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { listCadences } from '../../store/cadences.ts';
import { readBusiestCadence } from '../../store/reports/choices.ts';
import { readFunnel, type StageFigures } from '../../store/reports/funnel.ts';
import type { App } from '../context.ts';
import { unknownCadence } from '../unknown.ts';
import { type AskedReport, reportFilter } from './filter.ts';

/** One stage of the sale as a team does it, and what came of it. */
export interface MappedStage extends StageFigures {
  /** Of those who have left it, the ones that went on to another stage; null where nobody has. From 0 to 1. */
  readonly onwards: number | null;
  /** What is done in it, in the order of the cadence; that of a track comes behind. */
  readonly activities: readonly Activity[];
}

export interface Activity {
  readonly step: string;
  readonly kind: 'email' | 'task';
  /** Of a task, as `call`; of a mail empty. */
  readonly task: string;
  /** Null: on the main road. */
  readonly track: string | null;
}

export interface ProcessMap {
  readonly cadence: string;
  readonly title: string;
  /** The version whose steps are shown: that which is published now. */
  readonly version: number;
  readonly stages: readonly MappedStage[];
}

/**
 * The map of one cadence, of the one that most are in where none is named; null where none is published.
 *
 * @throws NotFound `unknown_cadence`
 */
export async function mapProcess(
  app: App,
  asked: AskedReport,
  viewer: Viewer,
): Promise<ProcessMap | null> {
  const key = asked.cadence ?? (await readBusiestCadence(app.db));
  if (key === null) return null;
  const published = (await listCadences(app.db)).find((one) => one.key === key);
  if (published === undefined) {
    throw unknownCadence(key);
  }
  const [{ cadence }, figures] = await Promise.all([
    app.versions.load(published.hash),
    readFunnel(app.db, reportFilter(app, { ...asked, cadence: key }, viewer)),
  ]);
  const stages = figures.map((one) => {
    const left = one.entered - one.present;
    const onwards = left === 0 ? null : one.movedOn / left;
    return { ...one, onwards, activities: activitiesOf(cadence, one.stage) };
  });
  return { cadence: key, title: published.title, version: published.number, stages };
}

function activitiesOf(cadence: Cadence, stage: string): Activity[] {
  const trackOf = (step: Step) =>
    Object.values(cadence.tracks).find(({ steps }) => steps.includes(step))?.key ?? null;
  return stepsOf(cadence)
    .filter((step) => step.stage === stage)
    .map((step) => ({
      step: step.id,
      kind: step.kind,
      task: step.kind === 'task' ? step.task.kind : '',
      track: trackOf(step),
    }));
}
