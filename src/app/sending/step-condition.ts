import type { Cadence, Step } from '../../domain/cadence.ts';
import {
  type ConditionFacts,
  type ConditionResult,
  evaluateCondition,
  type History,
} from '../../domain/condition.ts';
import { historyOf } from '../../domain/history.ts';
import type { ClaimedProspect, ClaimedTouch } from '../../store/claims.ts';
import type { Queryable } from '../../store/db.ts';
import { readPastReplies, readPastTouches } from '../../store/history.ts';

/** Whether the condition of a step holds for a claimed touch; null when the step has none. */
export async function stepCondition(
  db: Queryable,
  cadence: Cadence,
  step: Step,
  claim: Asker & Pick<ClaimedTouch, 'enrolmentId' | 'prospectId'>,
): Promise<ConditionResult | null> {
  if (step.when === undefined) return null;
  const [touches, replies] = await Promise.all([
    readPastTouches(db, { id: claim.enrolmentId, prospectId: claim.prospectId }),
    readPastReplies(db, claim.enrolmentId),
  ]);
  return conditionOf(cadence, step, claim, historyOf(touches, replies));
}

/** Whom a condition is asked about. */
type Asker = Pick<ClaimedTouch, 'prospect' | 'owner' | 'variables'>;

/** The same with everything at hand. */
export function conditionOf(
  cadence: Cadence,
  step: Step,
  claim: Asker,
  history: History,
): ConditionResult | null {
  if (step.when === undefined) return null;
  return evaluateCondition(step.when, 'step', {
    prospect: prospectFacts(claim.prospect),
    enrolment: {
      stage: step.stage,
      track: trackOf(cadence, step.id),
      owner: claim.owner ?? '',
      variables: claim.variables,
    },
    history,
  });
}

/** A prospect as conditions see it: what is not known is an empty text. */
export function prospectFacts(prospect: ClaimedProspect): ConditionFacts['prospect'] {
  return {
    email: prospect.email,
    domain: prospect.domain,
    firstName: prospect.firstName ?? '',
    lastName: prospect.lastName ?? '',
    title: prospect.title ?? '',
    phone: prospect.phone ?? '',
    company: prospect.company ?? '',
    country: prospect.country ?? '',
    timezone: prospect.timezone ?? '',
    locale: prospect.locale ?? '',
    attributes: prospect.attributes,
  };
}

function trackOf(cadence: Cadence, stepId: string): string {
  const found = Object.values(cadence.tracks).find((track) =>
    track.steps.some((step) => step.id === stepId),
  );
  return found?.key ?? '';
}
