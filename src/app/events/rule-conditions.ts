import type { Cadence } from '../../domain/cadence.ts';
import { type ConditionFacts, evaluateCondition } from '../../domain/condition.ts';
import { rulesOf } from '../../domain/enrolment/rule-for.ts';
import type { InboundEvent } from '../../domain/event.ts';
import { historyOf, type PastTouch } from '../../domain/history.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import type { Queryable } from '../../store/db.ts';
import { readPastTouches, readProspectFacts, readVariables } from '../../store/history.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { CircumstancesByVersion } from '../enrolments/circumstances.ts';
import { prospectFacts } from '../sending/step-condition.ts';
import type { Heard } from './hearing.ts';
import { grouped } from './person-cases.ts';

/** Whether the conditions of rules hold, by enrolment and event. */
export type RuleHolds = ReadonlyMap<string, readonly boolean[]>;

const keyOf = (enrolmentId: string, eventId: string) => `${enrolmentId} ${eventId}`;

/** What is kept with an event that an enrolment hears; nothing where no rule has a condition. */
export function holdsOf(holds: RuleHolds, enrolmentId: string, eventId: string) {
  const found = holds.get(keyOf(enrolmentId, eventId));
  return found === undefined ? {} : { holds: found };
}

/**
 * Looks at the conditions of the rules that events may come under, once, when they are heard. They see the prospect, the
 * event, and which touches were sent, but nothing of other events: so it does not matter which is heard first.
 */
export async function ruleConditions(
  tx: Queryable,
  enrolments: readonly EnrolmentSnapshot[],
  events: readonly (Heard & { readonly prospectId: string })[],
  circumstancesFor: CircumstancesByVersion,
): Promise<RuleHolds> {
  const asked: { enrolment: EnrolmentSnapshot; cadence: Cadence; heard: Heard }[] = [];
  const eventsOf = grouped(events, ({ prospectId }) => prospectId);
  for (const enrolment of enrolments) {
    const { cadence } = circumstancesFor(enrolment);
    for (const heard of eventsOf.get(enrolment.prospectId) ?? []) {
      if (asksConditions(heard.event, cadence)) asked.push({ enrolment, cadence, heard });
    }
  }
  const holds = new Map<string, readonly boolean[]>();
  if (asked.length === 0) return holds;
  const people = await readProspectFacts(tx, [
    ...new Set(asked.map(({ enrolment }) => enrolment.prospectId)),
  ]);
  for (const { enrolment, cadence, heard } of asked) {
    const prospect = people.get(enrolment.prospectId);
    if (prospect === undefined) continue;
    const known = {
      prospect,
      variables: await readVariables(tx, enrolment.id),
      touches: await readPastTouches(tx, enrolment),
    };
    const held = holdFor(heard.event, cadence, enrolment, known);
    holds.set(keyOf(enrolment.id, heard.id), held);
  }
  return holds;
}

/** What the conditions of rules ask for beside the event and the place of the enrolment. */
export interface RuleFacts {
  readonly prospect: ClaimedProspect;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly touches: readonly PastTouch[];
}

/** The same for one event and one enrolment with everything at hand; empty where no rule has a condition. */
export function holdsForOne(
  heard: Heard,
  cadence: Cadence,
  enrolment: EnrolmentSnapshot,
  known: RuleFacts,
): RuleHolds {
  if (!asksConditions(heard.event, cadence)) return new Map();
  const held = holdFor(heard.event, cadence, enrolment, known);
  return new Map([[keyOf(enrolment.id, heard.id), held]]);
}

function asksConditions(event: InboundEvent, cadence: Cadence): boolean {
  return rulesOf(event, cadence).some(({ when }) => when !== undefined);
}

function holdFor(
  event: InboundEvent,
  cadence: Cadence,
  enrolment: EnrolmentSnapshot,
  known: RuleFacts,
): readonly boolean[] {
  const facts = factsOf(enrolment, event, known);
  return rulesOf(event, cadence).map(
    ({ when }) => when === undefined || evaluateCondition(when, 'rule', facts).holds,
  );
}

function factsOf(
  enrolment: EnrolmentSnapshot,
  event: InboundEvent,
  { prospect, variables, touches }: RuleFacts,
): ConditionFacts {
  const base = enrolment.base ?? enrolment.state;
  return {
    prospect: prospectFacts(prospect),
    enrolment: {
      stage: base.stage,
      track: base.track ?? '',
      owner: enrolment.owner ?? '',
      variables,
    },
    history: historyOf(touches, []),
    event: {
      type: event.type,
      category: event.category ?? '',
      intent: event.intent ?? '',
      text: event.text ?? '',
      stage: event.stage ?? '',
      code: event.code ?? '',
      hard: event.hard === true,
    },
  };
}
