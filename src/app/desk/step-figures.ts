import { readStepFigures, type StepFigures } from '../../store/cadence-health.ts';
import type { App } from '../context.ts';

/** Figures of the steps of a cadence, and when they were counted (clock time). */
export interface CountedSteps {
  readonly at: Date;
  readonly steps: readonly StepFigures[];
}

interface Kept {
  readonly startedAt: number;
  readonly counted: Promise<CountedSteps>;
  /** What was counted before, for as long as this one is counted. */
  readonly before: CountedSteps | null;
}

/** Machine time: how long figures are shown before they are counted again. */
const keptForMs = 30_000;
const keptAtMost = 500;

const keptOf = new WeakMap<App['db'], Map<string, Kept>>();

/**
 * Figures of the steps of a cadence. Counting reads all its touches, which at a hundred thousand enrolments takes longer
 * than a page has: so they are counted at most twice a minute, and meanwhile those from before are shown.
 */
export async function countSteps(
  app: Pick<App, 'db' | 'clock'>,
  cadence: string,
): Promise<CountedSteps> {
  const all = keptOf.get(app.db) ?? new Map<string, Kept>();
  keptOf.set(app.db, all);
  const known = all.get(cadence);
  if (known !== undefined && performance.now() - known.startedAt < keptForMs) {
    return known.before ?? known.counted;
  }
  const before = known === undefined ? null : await known.counted.catch(() => null);
  const counted = count(app, cadence);
  const kept = { startedAt: performance.now(), counted, before };
  all.set(cadence, kept);
  counted.then(
    () => all.get(cadence) === kept && all.set(cadence, { ...kept, before: null }),
    () => all.get(cadence) === kept && all.delete(cadence),
  );
  const [oldest] = all.keys();
  if (all.size > keptAtMost && oldest !== undefined) all.delete(oldest);
  return before ?? counted;
}

async function count({ db, clock }: Pick<App, 'db' | 'clock'>, cadence: string) {
  const at = clock.now();
  return { at, steps: await readStepFigures(db, cadence) };
}
