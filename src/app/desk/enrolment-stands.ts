import type { Viewer } from '../../domain/viewer.ts';
import { isSeen } from '../../store/within.ts';
import type { App } from '../context.ts';

/** True where there is an enrolment with this id that is seen. */
export function enrolmentStands(app: App, id: string, viewer: Viewer): Promise<boolean> {
  return isSeen(app.db, 'enrolment', id, viewer);
}
