import type { Viewer } from '../../domain/viewer.ts';
import {
  type ImportedPerson,
  type ImportPlace,
  type ImportStanding,
  listImported,
  listImports,
  readImportStanding,
} from '../../store/import-list.ts';
import {
  type Import,
  type ImportRefusal,
  mayStopImport,
  readImport,
  readRefusals,
} from '../../store/imports.ts';
import { isSeen } from '../../store/within.ts';
import type { App } from '../context.ts';
import { unknownWork } from '../unknown.ts';

/** An import, what became of those of its people who are seen, and what an undo would do. */
export interface ImportBeside {
  readonly import: Import;
  readonly standing: ImportStanding;
  /** There are more than were counted. */
  readonly isMore: boolean;
  /** False while it takes people of owners who are not seen. */
  readonly mayStop: boolean;
  readonly refusals: readonly ImportRefusal[];
  readonly people: readonly ImportedPerson[];
}

const countedAtMost = 10_000;
const peopleAtMost = 50;
const refusalsAtMost = 100;
/** More than a list of the console has; longer ones came over the API. */
const refusalsInFile = 100_000;

/** @throws NotFound `unknown_import` */
export async function findImport(app: App, id: string, viewer: Viewer): Promise<Import> {
  const found = await readImport(app.db, id, viewer);
  if (found === null) throw unknownWork('import', id);
  return found;
}

/** True where there is an import with this id that is seen. */
export function importStands(app: App, id: string, viewer: Viewer): Promise<boolean> {
  return isSeen(app.db, 'import', id, viewer);
}

/** @throws NotFound `unknown_import` */
export async function readImportBeside(
  app: App,
  id: string,
  viewer: Viewer,
): Promise<ImportBeside> {
  const { owners } = viewer;
  const found = await findImport(app, id, viewer);
  const [standing, mayStop, refusals, people] = await Promise.all([
    readImportStanding(app.db, id, countedAtMost, owners),
    mayStopImport(app.db, id, owners),
    readRefusals(app.db, id, refusalsAtMost, viewer),
    listImported(app.db, id, peopleAtMost, owners),
  ]);
  const counted = standing.untouched + standing.mailed + standing.ended;
  const isMore = counted === countedAtMost && found.accepted > countedAtMost;
  return { import: found, standing, isMore, mayStop, refusals, people };
}

/** Refused rows for a file. @throws NotFound `unknown_import` */
export async function readAllRefusals(
  app: App,
  id: string,
  viewer: Viewer,
): Promise<readonly ImportRefusal[]> {
  await findImport(app, id, viewer);
  return readRefusals(app.db, id, refusalsInFile, viewer);
}

/** Imports, the latest first. */
export function readImports(
  app: App,
  after: ImportPlace | null,
  limit: number,
  viewer: Viewer,
): Promise<Import[]> {
  return listImports(app.db, after, limit, viewer);
}
