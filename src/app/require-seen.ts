import type { Viewer } from '../domain/viewer.ts';
import { isSeen, type WorkKind } from '../store/within.ts';
import type { App } from './context.ts';
import { unknownWork } from './unknown.ts';

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
