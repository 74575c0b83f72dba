import { seesAll, type Viewer } from '../../domain/viewer.ts';
import { isSeen } from '../../store/within.ts';
import type { App } from '../context.ts';
import { refusedAs } from './enrol-refusals.ts';
import { notYours } from './owner-rules.ts';

/**
 * Whether the enrolment that a form or a request begins with this id has been begun by it before.
 *
 * @param who  for whom, in words
 * @throws Refused `other_owner` where it has become somebody else's since
 */
export async function isBegunBefore(
  { db }: Pick<App, 'db'>,
  id: string,
  who: string,
  viewer: Viewer,
): Promise<boolean> {
  if (await isSeen(db, 'enrolment', id, viewer)) return true;
  if (viewer.owners === null || !(await isSeen(db, 'enrolment', id, seesAll))) return false;
  throw refusedAs(notYours(who));
}
