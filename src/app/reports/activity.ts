import { type OwnerFigures, readActivity } from '../../store/reports/activity.ts';
import type { App } from '../context.ts';
import { type AskedReport, reportFilter } from './filter.ts';

/** What happened in a period, by owner; without one, since the beginning. */
export function reportActivity(
  app: Pick<App, 'db' | 'workspace' | 'clock'>,
  { from, to }: Pick<AskedReport, 'from' | 'to'> = {},
): Promise<OwnerFigures[]> {
  const period = reportFilter(app, { from, to });
  return readActivity(app.db, { ...period, now: app.clock.now() });
}
