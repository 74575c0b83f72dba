import type { CompanyHold } from '../domain/enrolment/company-hold.ts';
import type { EnrolmentState } from '../domain/enrolment/state.ts';
import { type Column, jsonText } from './column-arrays.ts';

/** The columns of `enrolments` that hold its state. */
export interface StateRow {
  status: EnrolmentState['status'];
  stage: string;
  track: string | null;
  run: number;
  cursor: string | null;
  return_to: EnrolmentState['returnTo'];
  exit_reason: EnrolmentState['exitReason'];
  exit_rank: number;
  pause_reason: EnrolmentState['pauseReason'];
  pause_rank: number;
  resume_at: Date | null;
  waits_from: Date | null;
  passed: readonly string[] | null;
  held: CompanyHold | null;
}

/** Fills them, under their names. */
export const stateColumns: readonly Column<{ readonly state: EnrolmentState }>[] = [
  ['status', 'text', ({ state }) => state.status],
  ['stage', 'text', ({ state }) => state.stage],
  ['track', 'text', ({ state }) => state.track],
  ['run', 'int', ({ state }) => state.run],
  ['cursor', 'text', ({ state }) => state.cursor],
  ['return_to', 'jsonb', ({ state }) => jsonText(state.returnTo)],
  ['exit_reason', 'text', ({ state }) => state.exitReason],
  ['exit_rank', 'int', ({ state }) => state.exitRank],
  ['pause_reason', 'text', ({ state }) => state.pauseReason],
  ['pause_rank', 'int', ({ state }) => state.pauseRank],
  ['resume_at', 'timestamptz', ({ state }) => state.resumeAt],
  ['passed', 'jsonb', ({ state }) => jsonText(state.passed)],
  ['held', 'jsonb', ({ state }) => jsonText(state.held)],
];

/** The state of an enrolment as the domain knows it; instants in it are ISO 8601 texts, since it also lives as JSON. */
export function stateFromRow(row: StateRow): EnrolmentState {
  return {
    status: row.status,
    stage: row.stage,
    track: row.track,
    run: row.run,
    cursor: row.cursor,
    returnTo: row.return_to,
    exitReason: row.exit_reason,
    exitRank: row.exit_rank,
    pauseReason: row.pause_reason,
    pauseRank: row.pause_rank,
    resumeAt: row.resume_at?.toISOString() ?? null,
    ...(row.waits_from === null ? {} : { waits: true }),
    ...(row.passed === null ? {} : { passed: row.passed }),
    ...(row.held === null ? {} : { held: row.held }),
  };
}
