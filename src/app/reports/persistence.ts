import { type Persistence, persistenceOf } from '../../domain/persistence.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { readPersistence } from '../../store/reports/persistence.ts';
import type { App } from '../context.ts';
import { type AskedReport, reportFilter } from './filter.ts';

export async function reportPersistence(
  app: Pick<App, 'db' | 'workspace'>,
  asked: AskedReport,
  viewer: Viewer,
): Promise<Persistence> {
  return persistenceOf(await readPersistence(app.db, reportFilter(app, asked, viewer)));
}
