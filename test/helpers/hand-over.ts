import { enrolOne } from '../../src/app/enrolling/enrol.ts';
import { claimSet } from '../../src/app/sending/claim-set.ts';
import { dispatchDue } from '../../src/app/sending/dispatch.ts';
import type { ClaimedTouch } from '../../src/store/claims.ts';
import { readTouches } from '../../src/store/enrolments.ts';
import { somebody, type TestSystem } from './system.ts';

export interface HandOver {
  readonly enrolmentId: string;
  readonly prospectId: string;
  readonly email: string;
  readonly claim: ClaimedTouch;
}

/** Somebody whose first touch a worker has claimed just now and not yet ended; the system runs no worker of its own. */
export async function beginHandOver({ app }: TestSystem, cadence: string): Promise<HandOver> {
  const { email } = somebody();
  const { enrolmentId, prospectId } = await enrolOne(app, cadence, { prospect: { email } });
  return { enrolmentId, prospectId, email, claim: await claimNext({ app }, enrolmentId) };
}

/** Claims the touch of an enrolment that is due now. */
export async function claimNext(
  { app }: Pick<TestSystem, 'app'>,
  enrolmentId: string,
): Promise<ClaimedTouch> {
  await dispatchDue(app);
  const touches = await readTouches(app.db, enrolmentId);
  const queued = touches.filter(({ status }) => status === 'queued');
  const [verdict] = await claimSet(
    app,
    queued.map(({ id }) => id),
    [{ key: 'default', messageIdDomain: 'fjord.example' }],
  );
  if (verdict === undefined || !('claimed' in verdict)) {
    throw new Error(`not claimed: ${JSON.stringify({ verdict, touches })}`);
  }
  return verdict.claimed;
}
