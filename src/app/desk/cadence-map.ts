import { type CadenceVersion, readCurrentVersion } from '../../store/cadences.ts';
import { countStanding, type StandingCount } from '../../store/plan.ts';
import type { App } from '../context.ts';
import { listToldCadenceStatus, type ToldCadenceStatus } from '../sending/cadence-status.ts';
import { unknownCadence } from '../unknown.ts';
import { pausedBy } from './cadence-list.ts';
import { type CountedSteps, countSteps } from './step-figures.ts';

/** A published cadence, where its people stand, and what has come of its steps. */
export interface CadenceMap {
  readonly version: CadenceVersion;
  readonly status: ToldCadenceStatus;
  readonly pausedBy: string | null;
  /** Live enrolments of all versions. */
  readonly standing: readonly StandingCount[];
  readonly counted: CountedSteps;
}

/** @throws NotFound `unknown_cadence` */
export async function readCadenceMap(app: App, key: string): Promise<CadenceMap> {
  const [{ version, status, pausedBy: by }, standing, counted] = await Promise.all([
    readPublished(app, key),
    countStanding(app.db, key),
    countSteps(app, key),
  ]);
  return { version, status, pausedBy: by, standing, counted };
}

/** What every page of a published cadence begins with. */
export interface PublishedNow {
  readonly version: CadenceVersion;
  readonly status: ToldCadenceStatus;
  readonly pausedBy: string | null;
}

/** The current version of a cadence, and whether its mails leave. @throws NotFound `unknown_cadence` */
export async function readPublished(app: App, key: string): Promise<PublishedNow> {
  const [version, all] = await Promise.all([
    readCurrentVersion(app.db, key),
    listToldCadenceStatus(app),
  ]);
  const status = all.find((one) => one.key === key);
  if (version === null || status === undefined) {
    throw unknownCadence(key);
  }
  return { version, status, pausedBy: await pausedBy(app, status) };
}
