import { listCadences, type PublishedCadence } from '../../store/cadences.ts';
import { listOwners, listVersionNumbers } from '../../store/reports/choices.ts';
import type { App } from '../context.ts';

/** What a report can be narrowed to. */
export interface ReportChoices {
  readonly cadences: readonly PublishedCadence[];
  /** Of the cadence that is chosen; the newest first. */
  readonly versions: readonly number[];
  readonly owners: readonly string[];
}

const atMost = 200;

export async function readReportChoices(
  { db }: Pick<App, 'db'>,
  cadence: string | null,
): Promise<ReportChoices> {
  const [cadences, versions, owners] = await Promise.all([
    listCadences(db),
    cadence === null ? [] : listVersionNumbers(db, cadence, atMost),
    listOwners(db, atMost),
  ]);
  return { cadences, versions, owners };
}
