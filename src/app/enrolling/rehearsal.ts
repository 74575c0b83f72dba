/**
 * What the batches of a dry run would have taken so far. Each is taken back before the next one is tried, so that it would
 * find all places free again: what it may not find is handed on here.
 */
export interface Rehearsal {
  /** How many would start today, and how many would wait. */
  readonly starts: RehearsedStarts;
  /** How many of each company would be in. */
  readonly companies: Map<string, number>;
}

export interface RehearsedStarts {
  starting: number;
  waiting: number;
}

export function newRehearsal(): Rehearsal {
  return { starts: { starting: 0, waiting: 0 }, companies: new Map() };
}

/** One to try a batch with, which may be tried again. */
export function copyRehearsal({ starts, companies }: Rehearsal): Rehearsal {
  return { starts: { ...starts }, companies: new Map(companies) };
}

/** Hands on what a batch that was tried in full would take. */
export function keepRehearsal(all: Rehearsal, tried: Rehearsal): void {
  Object.assign(all.starts, tried.starts);
  for (const [company, count] of tried.companies) all.companies.set(company, count);
}
