import type { Viewer } from '../../domain/viewer.ts';
import { type ObjectionFigures, readObjections } from '../../store/reports/objections.ts';
import type { App } from '../context.ts';
import { type AskedReport, reportFilter } from './filter.ts';

export function reportObjections(
  app: Pick<App, 'db' | 'workspace'>,
  asked: AskedReport,
  viewer: Viewer,
): Promise<ObjectionFigures[]> {
  return readObjections(app.db, reportFilter(app, asked, viewer));
}
