import type { Severity } from '../problem.ts';

/** What `cadence lint --codes` and `--explain` say about a code. */
export interface CodeEntry {
  readonly severity: Severity;
  /** What is wrong, in one sentence. */
  readonly meaning: string;
  /** What to do about it, in one or two. */
  readonly fix: string;
}

/** An entry that stands in the way of publishing: form, references and what cannot be compiled. */
export function error(meaning: string, fix: string): CodeEntry {
  return { severity: 'error', meaning, fix };
}

/** An entry that is told and nothing more. */
export function warning(meaning: string, fix: string): CodeEntry {
  return { severity: 'warning', meaning, fix };
}
