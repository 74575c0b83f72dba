import type { Duration } from '../../domain/duration.ts';

/** One part of a distance in time: a word, and what is counted. */
export interface WaitPart {
  readonly word: string;
  readonly count: number;
}

/** A distance in time as words; none: at once. */
export function waitParts({ days, businessDays, ms }: Duration): WaitPart[] {
  const [unit, count] =
    ms % 3_600_000 === 0
      ? (['hour', ms / 3_600_000] as const)
      : ms % 60_000 === 0
        ? (['minute', ms / 60_000] as const)
        : (['second', ms / 1_000] as const);
  return [part('businessDay', businessDays), part('day', days), part(unit, count)].filter(
    (one) => one.count > 0,
  );
}

function part(unit: string, count: number): WaitPart {
  return { word: `wait.${unit}${count === 1 ? '' : 's'}`, count };
}
