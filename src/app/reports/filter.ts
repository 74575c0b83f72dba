import type { ReportFilter } from '../../domain/report-filter.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { ownerName, type Viewer } from '../../domain/viewer.ts';
import { instantOfDate, localDate } from '../../domain/wall-clock.ts';
import { InvalidInput } from '../../errors.ts';
import type { App } from '../context.ts';

/** What is asked for, as it was written. */
export interface AskedReport {
  readonly cadence?: string | null | undefined;
  readonly version?: number | null | undefined;
  readonly owner?: string | null | undefined;
  /** Days (ISO 8601) on the wall clock of the first mailbox: enrolled on the first, on the last, or between. */
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** @throws InvalidInput `version_without_cadence`, `invalid_period` */
export function reportFilter(
  { workspace }: Pick<App, 'workspace'>,
  asked: AskedReport,
  { owners }: Viewer,
): ReportFilter {
  const { cadence = null, version = null, owner = null, from = null, to = null } = asked;
  if (version !== null && cadence === null) {
    throw new InvalidInput('version_without_cadence', ...saying(sentence('report.version-alone')));
  }
  if (from !== null && to !== null && from > to) {
    throw new InvalidInput('invalid_period', ...saying(sentence('report.period', { to, from })));
  }
  const zone = workspace.mailboxes[0]?.timezone ?? 'UTC';
  return {
    ...{ cadence, version, owner: owner === null ? null : ownerName(owner), owners },
    from: from === null ? null : instantOfDate(from, zone),
    until: to === null ? null : localDate(instantOfDate(to, zone), zone).endsAt,
  };
}
