import type { Owners } from './viewer.ts';

/** Which enrolments a report is about; null: all of them. */
export interface ReportFilter {
  readonly cadence: string | null;
  /** Number of the version that an enrolment is on now; with a cadence only. */
  readonly version: number | null;
  readonly owner: string | null;
  /** Whose are seen. */
  readonly owners: Owners;
  /** Enrolled at this instant or later. */
  readonly from: Date | null;
  /** Enrolled before this instant. */
  readonly until: Date | null;
}

export const everyone: ReportFilter = {
  ...{ cadence: null, version: null, owner: null, owners: null },
  ...{ from: null, until: null },
};
