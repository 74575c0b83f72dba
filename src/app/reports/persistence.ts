import { type Persistence, persistenceOf } from '../../domain/persistence.ts';
import { readPersistence } from '../../store/reports/persistence.ts';
import type { App } from '../context.ts';
import { type AskedReport, reportFilter } from './filter.ts';

export async function reportPersistence(
  app: Pick<App, 'db' | 'workspace'>,
  asked: AskedReport = {},
): Promise<Persistence> {
  return persistenceOf(await readPersistence(app.db, reportFilter(app, asked)));
}
