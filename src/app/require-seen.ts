import type { Viewer } from '../domain/viewer.ts';
import { NotFound } from '../errors.ts';
import { isSeen, type WorkKind } from '../store/within.ts';
import type { App } from './context.ts';

/** As it is told of an id that there is not: whoever may not see something does not learn that it is there. */
const unknown: Readonly<Record<WorkKind, (id: string) => NotFound>> = {
  enrolment: (id) => new NotFound('unknown_enrolment', `There is no enrolment ${id}.`),
  task: (id) => new NotFound('unknown_task', `There is no task ${id}.`),
  prospect: (id) => new NotFound('unknown_prospect', `There is no prospect ${id}.`),
  touch: (id) => new NotFound('unknown_mail', `No mail of a touch ${id} was handed over.`),
  import: (id) => new NotFound('unknown_import', `There is no import ${id}.`),
  'company-hold': (id) => unknownHold(id),
};

/** @throws NotFound where it is not there, and where it is somebody's whose work the viewer does not see */
export async function requireSeen(
  { db }: Pick<App, 'db'>,
  kind: WorkKind,
  id: string,
  viewer: Viewer,
): Promise<void> {
  if (viewer.owners === null) return;
  if (!(await isSeen(db, kind, id, viewer))) throw unknownWork(kind, id);
}

/** What is told of work that there is not, or that is not seen. */
export function unknownWork(kind: WorkKind, id: string): NotFound {
  return unknown[kind](id);
}

/** What is told of a hold of a company that there is not. */
export function unknownHold(id: string): NotFound {
  return new NotFound(
    'unknown_hold',
    `There is no hold ${id}. "cadence holds list" and GET /v1/company-holds show those in force.`,
  );
}
