import { unknownWork } from '../app/unknown.ts';
import type { Queryable } from '../store/db.ts';
import { type EnrolmentView, readEnrolment, readTouches } from '../store/enrolments.ts';
import { enrolmentJson } from './bodies.ts';

/** @throws NotFound `unknown_enrolment` */
export async function findEnrolment(db: Queryable, id: string): Promise<EnrolmentView> {
  const enrolment = await readEnrolment(db, id);
  if (enrolment === null) throw unknownWork('enrolment', id);
  return enrolment;
}

/** An enrolment with its touches, as the API shows it. @throws NotFound `unknown_enrolment` */
export async function showEnrolment(db: Queryable, id: string) {
  return enrolmentJson(await findEnrolment(db, id), await readTouches(db, id));
}
