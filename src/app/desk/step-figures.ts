import { readStepFigures, type StepFigures } from '../../store/cadence-health.ts';
import type { App } from '../context.ts';

/** Figures of the steps of a cadence, and when they were counted (clock time). */
export interface CountedSteps {
  readonly at: Date;
  readonly steps: readonly StepFigures[];
}

interface Kept {
  /** What is being counted; null: nothing. */
  running: Promise<CountedSteps> | null;
  last: {
    readonly counted: CountedSteps;
    /** Machine time. */
    readonly endedAt: number;
    readonly tookMs: number;
  } | null;
}

/** As long as a page has for it. */
const quickMs = 150;
/** What takes longer is shown again for so long, and for so long at most while it is counted anew. */
const freshMs = 60_000;
const stillShownMs = 10 * 60_000;

const keptOf = new WeakMap<App['db'], Map<string, Kept>>();

/**
 * Figures of the steps of a cadence. Counting reads all its touches: what that takes is waited for as long as it is short.
 * At a hundred thousand enrolments it takes longer than a page has; then they are counted once a minute, behind the page.
 */
export async function countSteps(
  app: Pick<App, 'db' | 'clock'>,
  cadence: string,
): Promise<CountedSteps> {
  const all = keptOf.get(app.db) ?? new Map<string, Kept>();
  keptOf.set(app.db, all);
  const kept = all.get(cadence) ?? { running: null, last: null };
  all.set(cadence, kept);
  const { last } = kept;
  if (last === null || last.tookMs <= quickMs) return startCounting(app, cadence, kept);
  const ageMs = performance.now() - last.endedAt;
  if (ageMs < freshMs) return last.counted;
  const counting = startCounting(app, cadence, kept);
  if (ageMs >= stillShownMs) return counting;
  // Whoever comes next is told when it fails.
  counting.catch(() => {});
  return last.counted;
}

/** One count at a time of each cadence. */
function startCounting(
  { db, clock }: Pick<App, 'db' | 'clock'>,
  cadence: string,
  kept: Kept,
): Promise<CountedSteps> {
  if (kept.running !== null) return kept.running;
  const count = async () => {
    const startedAt = performance.now();
    const at = clock.now();
    try {
      const counted = { at, steps: await readStepFigures(db, cadence) };
      const endedAt = performance.now();
      kept.last = { counted, endedAt, tookMs: endedAt - startedAt };
      return counted;
    } finally {
      kept.running = null;
    }
  };
  kept.running = count();
  return kept.running;
}
