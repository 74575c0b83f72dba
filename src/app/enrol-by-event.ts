import { plusDuration } from '../domain/calendar.ts';
import { foldEvents } from '../domain/enrolment/fold.ts';
import { initialState } from '../domain/enrolment/state.ts';
import { readCurrentVersion } from '../store/cadences.ts';
import { type Changes, joinChanges, writeChanges } from '../store/changes.ts';
import type { Queryable } from '../store/db.ts';
import { insertEnrolments } from '../store/enrolments.ts';
import { insertHeard, readEventsOfProspect } from '../store/events.ts';
import { circumstancesOf } from './circumstances.ts';
import { consequences } from './consequences.ts';
import type { App } from './context.ts';
import type { EnrolEffect } from './decide-events.ts';
import { endsAllMail } from './hearing.ts';
import { placeOf } from './place.ts';

/**
 * Enrols people because of what was heard (a deal won leads into the follow-up). The new enrolment hears what happened
 * after that event, and whatever ends all mail: so it does not matter which of them arrived first. The caller holds the
 * locks of the prospects.
 */
export async function enrolByEvents(
  app: App,
  tx: Queryable,
  effects: readonly EnrolEffect[],
): Promise<Partial<Changes>> {
  const parts: Partial<Changes>[] = [];
  for (const effect of effects) parts.push(await enrolByEvent(app, tx, effect));
  return joinChanges(parts);
}

async function enrolByEvent(
  app: App,
  tx: Queryable,
  effect: EnrolEffect,
): Promise<Partial<Changes>> {
  const { from, event, eventId } = effect;
  const now = app.clock.now();
  const version = await readCurrentVersion(tx, effect.cadence);
  if (version === null) {
    return tell(tx, effect, now, 'enrolment.refused', {
      cadence: effect.cadence,
      code: 'unknown_cadence',
    });
  }
  const circumstances = await circumstancesOf(app, version.hash);
  const { cadence } = circumstances;
  const place = placeOf(cadence.schedule, from.prospect, circumstances.senderZone);
  const add = (at: Date, duration: Parameters<typeof plusDuration>[1]) =>
    plusDuration(at, duration, cadence.schedule, place);
  const effectiveAt = event.occurredAt;
  const initial = initialState(cadence);
  const heard = (await readEventsOfProspect(tx, from.prospectId)).filter(
    (row) => row.id !== eventId && (row.event.occurredAt > effectiveAt || endsAllMail(row.event)),
  );
  const { state } = foldEvents(
    initial,
    heard.map((row) => ({ ...row.event, id: row.id })),
    cadence,
    add,
  );
  const id = app.newId();
  const ended = state.status === 'exited' || state.status === 'completed';
  const inserted = await insertEnrolments(
    tx,
    [
      {
        id,
        prospectId: from.prospectId,
        cadenceKey: cadence.key,
        cadenceHash: version.hash,
        state,
        base: heard.length === 0 ? null : initial,
        owner: from.owner,
        variables: {},
        importId: null,
        causeEventId: eventId,
        effectiveAt,
        endedAt: ended ? now : null,
      },
    ],
    now,
  );
  if (!inserted.has(id)) return {};
  await insertHeard(
    tx,
    heard.map((row) => ({ enrolmentId: id, eventId: row.id })),
  );
  const startAt = effect.after === null ? now : add(effectiveAt, effect.after);
  const blank = {
    ...from,
    id,
    cadenceKey: cadence.key,
    state: initial,
    base: null,
    open: null,
    inAir: [],
    moves: 0,
    spent: [],
  };
  const next = consequences(
    blank,
    { state, base: heard.length === 0 ? null : initial },
    circumstances,
    new Date(Math.max(startAt.getTime(), now.getTime())),
  );
  const changes = joinChanges([
    {
      timeline: [
        entry(effect, now, 'enrolment.created', { cadence: cadence.key, because: event.type }, id),
        entry(effect, now, 'stage.entered', { stage: initial.stage }, id),
      ],
    },
    next,
  ]);
  await writeChanges(tx, changes, now);
  return { newTouches: changes.newTouches };
}

async function tell(
  tx: Queryable,
  effect: EnrolEffect,
  now: Date,
  type: string,
  data: Readonly<Record<string, unknown>>,
): Promise<Partial<Changes>> {
  await writeChanges(
    tx,
    joinChanges([{ timeline: [entry(effect, now, type, data, effect.from.id)] }]),
    now,
  );
  return {};
}

function entry(
  effect: EnrolEffect,
  at: Date,
  type: string,
  data: Readonly<Record<string, unknown>>,
  enrolmentId: string,
) {
  return {
    at,
    prospectId: effect.from.prospectId,
    enrolmentId,
    eventId: effect.eventId,
    type,
    data,
  };
}
