import type { Viewer } from '../../domain/viewer.ts';
import { listCadences, type PublishedCadence } from '../../store/cadences.ts';
import { listOwners, listVersionNumbers } from '../../store/reports/choices.ts';
import type { App } from '../context.ts';

/** What a report can be narrowed to. */
export interface ReportChoices {
  readonly cadences: readonly PublishedCadence[];
  /** Of the cadence that is chosen; the newest first. */
  readonly versions: readonly number[];
  /** Whose work is seen. */
  readonly owners: readonly string[];
}

const atMost = 200;

export async function readReportChoices(
  { db }: Pick<App, 'db'>,
  cadence: string | null,
  { owners: seen }: Viewer,
): Promise<ReportChoices> {
  const [cadences, versions, owners] = await Promise.all([
    listCadences(db),
    cadence === null ? [] : listVersionNumbers(db, cadence, atMost),
    seen?.toSorted() ?? listOwners(db, atMost),
  ]);
  return { cadences, versions, owners };
}
