import { isLive } from '../../domain/enrolment/state.ts';
import type { InboundEvent } from '../../domain/event.ts';
import { nearest } from '../../domain/language/nearest.ts';
import { inEnglish, type Sentence, saying, sentence } from '../../domain/sentence.ts';
import { InvalidInput, Refused } from '../../errors.ts';
import { type EnrolmentView, readEnrolment } from '../../store/enrolments.ts';
import type { App } from '../context.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';
import { unknownWork } from '../unknown.ts';
import { applyEvents } from './apply-events.ts';
import { objectionsOf } from './triage.ts';

/** Source of what people of ours have heard themselves; no source of a workspace has a space in its key. */
const handSource = 'by hand';

export interface ToldObjection {
  readonly category: string;
  /** What they said, in the words of whoever heard it. */
  readonly text?: string | undefined;
  /** The same for one that is told twice. */
  readonly id?: string | undefined;
}

/** What came of it. */
export interface HeardObjection {
  readonly inFlight: boolean;
  /** Why it has changed nothing; null where it has. */
  readonly unchanged: Sentence | null;
}

/**
 * A person tells an objection that they heard, on the phone or in a meeting: the cadence goes by its rule for it (a track, a
 * pause, a task), as when the prospect had written it.
 *
 * @param actor  who heard it, for the timeline
 * @throws NotFound `unknown_enrolment`; InvalidInput `unknown_category`; Refused `not_active`
 */
export async function tellObjection(
  app: App,
  enrolmentId: string,
  { category, text, id = app.newId() }: ToldObjection,
  actor: string,
): Promise<HeardObjection> {
  const since = performance.now();
  const enrolment = await readEnrolment(app.db, enrolmentId);
  if (enrolment === null) {
    throw unknownWork('enrolment', enrolmentId);
  }
  if (!isLive(enrolment.state)) throw notActive(enrolmentId);
  const known = await objectionsOf(app, enrolmentId);
  if (!known.includes(category)) {
    throw unknownObjection(category, known);
  }
  const occurredAt = app.clock.now();
  const event: InboundEvent = {
    ...{ source: handSource, eventId: id, type: 'reply.objection', occurredAt, category },
    ...{ match: { enrolmentId, email: enrolment.email }, by: actor },
    ...(text === undefined ? {} : { text }),
  };
  const { source, eventId, type } = event;
  const [receipt] = await applyEvents(app, [{ source, eventId, type, occurredAt, event }]);
  // It ended meanwhile.
  if (receipt?.outcome === 'ignored' && receipt.reason === 'not_active')
    throw notActive(enrolmentId);
  const flying = await waitUntilLanded(app.db, receipt?.flying ?? [], since);
  const isOutranked = receipt?.outcome === 'ignored' && receipt.reason === 'outranked';
  const unchanged = isOutranked ? whyUnchanged(await readEnrolment(app.db, enrolmentId)) : null;
  return { inFlight: flying.size > 0, unchanged };
}

/** Why an objection that was noted has changed nothing: what a person decided, or what was heard before, outranks it. */
export function whyUnchanged(enrolment: Pick<EnrolmentView, 'state'> | null): Sentence {
  const reason = enrolment?.state.pauseReason ?? null;
  return reason === null
    ? sentence('objection.stays')
    : sentence('objection.stays-paused', { reason: { code: reason, of: 'pause' } });
}

function unknownObjection(category: string, known: readonly string[]): InvalidInput {
  const near = nearest(category, known);
  const values = { category, known: { list: known } };
  const said =
    near === null
      ? sentence('objection.unknown', values)
      : sentence('objection.unknown-near', { ...values, near });
  return new InvalidInput('unknown_category', ...saying(said));
}

function notActive(enrolmentId: string): Refused {
  const said = sentence('deed.not-active');
  const message = `Cannot note an objection of enrolment ${enrolmentId}: ${inEnglish(said)}.`;
  return new Refused('not_active', message, undefined, { said });
}
