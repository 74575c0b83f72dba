import type { Viewer } from '../../domain/viewer.ts';
import { readFunnel, type StageFigures } from '../../store/reports/funnel.ts';
import type { App } from '../context.ts';
import { type AskedReport, reportFilter } from './filter.ts';

/** The funnel by stage: the same figures for the API, the command line and the console. */
export function reportFunnel(
  app: Pick<App, 'db' | 'workspace'>,
  asked: AskedReport,
  viewer: Viewer,
): Promise<StageFigures[]> {
  return readFunnel(app.db, reportFilter(app, asked, viewer));
}
