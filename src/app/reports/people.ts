import type { Viewer } from '../../domain/viewer.ts';
import { type Cell, type ListedEnrolment, listEnrolmentsOf } from '../../store/reports/people.ts';
import type { App } from '../context.ts';
import { type AskedReport, reportFilter } from './filter.ts';

/** One page of the enrolments that stand behind a figure: as many as it says. */
export function listBehind(
  app: Pick<App, 'db' | 'workspace'>,
  asked: AskedReport,
  viewer: Viewer,
  cell: Cell,
  page: { readonly after: string | null; readonly limit: number },
): Promise<ListedEnrolment[]> {
  return listEnrolmentsOf(app.db, reportFilter(app, asked, viewer), cell, page);
}
