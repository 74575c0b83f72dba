import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** One figure, beside the yardstick that was measured in the same run. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The yardstick's own figure in the same unit; null where the figure is held against a limit only. */
  readonly yardstick: number | null;
  readonly ratio: number | null;
  /** What was asked for, in words, and whether it is reached. */
  readonly goal: string;
  readonly reached: boolean;
}

/** A figure against a yardstick; `least` or `most` bounds their ratio. */
export function ratioResult(
  name: string,
  unit: string,
  value: number,
  yardstick: number,
  bound: { readonly least: number } | { readonly most: number },
): Result {
  const ratio = value / yardstick;
  const reached = 'least' in bound ? ratio >= bound.least : ratio <= bound.most;
  const goal = 'least' in bound ? `ratio ≥ ${bound.least}` : `ratio ≤ ${bound.most}`;
  return { name, value, unit, yardstick, ratio, goal, reached };
}

/** A figure that has to stay under a limit. */
export function limitResult(
  name: string,
  unit: string,
  value: number,
  most: number,
  yardstick: number | null = null,
): Result {
  const ratio = yardstick === null ? null : value / yardstick;
  return { name, value, unit, yardstick, ratio, goal: `≤ ${most} ${unit}`, reached: value <= most };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The value below which a share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const shown = (value: number | null) =>
  value === null
    ? '–'
    : value >= 100
      ? Math.round(value).toLocaleString('en-US')
      : value.toPrecision(3);

/** A line of the table, printed as soon as its figure is there. */
export function printResult(result: Result): void {
  const { name, value, unit, yardstick, ratio, goal, reached } = result;
  const cells = [
    name.padEnd(44),
    shown(value).padStart(9),
    unit.padEnd(10),
    shown(yardstick).padStart(9),
    (ratio === null ? '–' : ratio.toFixed(2)).padStart(6),
    `  ${reached ? 'reached' : 'MISSED '} ${goal}`,
  ];
  process.stdout.write(`${cells.join(' ')}\n`);
}

export function printHeading(): void {
  const cells = ['what'.padEnd(44), 'figure'.padStart(9), ''.padEnd(10)];
  process.stdout.write(`${[...cells, 'yardstick'.padStart(9), ' ratio', '  goal'].join(' ')}\n`);
}

/** Writes the shape that CONTRACT names: `{machine, date, results}`. */
export function writeResults(file: string, results: readonly Result[], date: Date): void {
  const [cpu] = cpus();
  const machine = {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const rows = results.map(({ name, value, unit, yardstick, ratio, goal, reached }) => ({
    ...{ name, value, unit, yardstick, ratio, goal, reached },
  }));
  writeFileSync(
    file,
    `${JSON.stringify({ machine, date: date.toISOString(), results: rows }, null, 2)}\n`,
  );
}
