import { readEnrolment } from '../../store/enrolments.ts';
import type { App } from '../context.ts';

/** True where there is an enrolment with this id. */
export async function enrolmentStands(app: App, id: string): Promise<boolean> {
  return (await readEnrolment(app.db, id)) !== null;
}
