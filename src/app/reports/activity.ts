import type { Viewer } from '../../domain/viewer.ts';
import { type OwnerFigures, readActivity } from '../../store/reports/activity.ts';
import type { App } from '../context.ts';
import { type AskedReport, reportFilter } from './filter.ts';

/** What happened in a period, by each owner whose work is seen; without a period, since the beginning. */
export function reportActivity(
  app: Pick<App, 'db' | 'workspace' | 'clock'>,
  { from, to }: Pick<AskedReport, 'from' | 'to'>,
  viewer: Viewer,
): Promise<OwnerFigures[]> {
  const period = reportFilter(app, { from, to }, viewer);
  return readActivity(app.db, { ...period, now: app.clock.now() });
}
