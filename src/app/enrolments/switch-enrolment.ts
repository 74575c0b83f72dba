import { exit } from '../../domain/enrolment/transitions.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { Refused } from '../../errors.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import { joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { settleEvents } from '../../store/heard.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { acceptedOf, enrolIn } from '../enrolling/enrol.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';
import { unknownWork } from '../unknown.ts';
import { circumstancesOf } from './circumstances.ts';
import { consequences } from './consequences.ts';

export interface SwitchRequest {
  readonly cadence: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

export interface Switched {
  /** The new enrolment. */
  readonly enrolmentId: string;
  /** True when a mail of the old one may still be in the air. */
  readonly inFlight: boolean;
}

/**
 * Ends an enrolment with the reason `switched` and enrols the same prospect, with the same owner, in the current version
 * of another cadence: both or neither, in one transaction under the prospect's lock.
 *
 * @param actor  who did it, for the timeline
 * @throws NotFound `unknown_enrolment`; Refused `already_ended` or with the refusal code of the new cadence
 */
export async function switchEnrolment(
  app: App,
  enrolmentId: string,
  request: SwitchRequest,
  actor: string,
): Promise<Switched> {
  const since = performance.now();
  const version = await readCurrentVersion(app.db, request.cadence);
  if (version === null) {
    const said = sentence('unknown.cadence', { key: request.cadence });
    throw new Refused('unknown_cadence', ...saying(said));
  }
  const circumstances = await circumstancesOf(app, version.hash);
  const { made, touches } = await app.db.transaction(async (tx) => {
    const { owner, prospect } = await endForSwitch(app, tx, enrolmentId, request.cadence, actor);
    const { variables } = request;
    const candidate = { prospect: { email: prospect.email }, owner: owner ?? undefined, variables };
    const { cadence } = request;
    const decided = await enrolIn(
      app,
      tx,
      { cadence, candidates: [candidate], leadHere: [enrolmentId] },
      version.hash,
      circumstances,
    );
    // Thrown here, it takes the end of the old one back too.
    return { ...decided, made: acceptedOf(decided.results[0]) };
  });
  app.metrics.enrolments.inc({ outcome: 'accepted' });
  await dispatchSoon(app, touches);
  const flying = await waitUntilLanded(app.db, [enrolmentId], since);
  return { enrolmentId: made.enrolmentId, inFlight: flying.size > 0 };
}

async function endForSwitch(
  app: App,
  tx: Queryable,
  enrolmentId: string,
  cadence: string,
  actor: string,
) {
  await lockProspectsOfEnrolments(tx, [enrolmentId]);
  const [before] = await readSnapshots(tx, [enrolmentId]);
  if (before === undefined) {
    throw unknownWork('enrolment', enrolmentId);
  }
  const state = exit(before.state, 'switched');
  if ('refused' in state) {
    const said = sentence('deed.cannot-switch', { id: enrolmentId });
    throw new Refused(state.refused, ...saying(said));
  }
  const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
  const { now } = circumstances;
  const told = {
    at: now,
    prospectId: before.prospectId,
    enrolmentId,
    type: 'person.switched',
    data: { by: actor, cadence },
  };
  const next = consequences(before, { state, base: null }, circumstances, now);
  await settleEvents(tx, [enrolmentId]);
  await writeChanges(tx, joinChanges([{ timeline: [told] }, next]), now);
  return before;
}
