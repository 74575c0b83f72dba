import { firstZone } from '../../domain/language/pool.ts';
import { readStandingMoves } from '../../store/enrolment-moves.ts';
import { sampleStanding } from '../../store/plan.ts';
import type { PublicationMode } from '../../store/publications.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import { readSpentTouches } from '../../store/touches.ts';
import type { App } from '../context.ts';
import type { Draft } from '../library/publish.ts';
import { sendersOf } from '../sending/senders.ts';
import type { Circumstances } from './consequences.ts';
import type { Destination } from './destinations.ts';
import { moveChanges } from './move-enrolment.ts';

/** A touch that is next: its step and when it is due; `dueAt` is null while it is held. */
export interface PlannedNext {
  readonly step: string;
  readonly dueAt: Date | null;
}

/** The next touch of one enrolment as it is, and as it would be once it was published. */
export interface NextTouches {
  readonly enrolmentId: string;
  readonly email: string;
  readonly status: string;
  readonly today: PlannedNext | null;
  readonly after: PlannedNext | null;
  /** `stays`: on its version. `next-step`: it goes over when this touch is over. `in-air`: with the outcome of its mail. */
  readonly how: 'stays' | 'next-step' | 'in-air' | 'moved';
}

/** Enrolments that are shown of each version and step, and of a cadence altogether. */
const ofEach = 2;
const shownAtMost = 20;

/** The next touches of a few live enrolments of a cadence, in the mode that is asked about. Nothing is written. */
export async function nextTouches(
  app: App,
  draft: Draft,
  mode: PublicationMode,
): Promise<NextTouches[]> {
  const ids = await sampleStanding(app.db, draft.definition.key, ofEach, shownAtMost);
  const snapshots = await readSnapshots(app.db, ids);
  const moves = await readStandingMoves(app.db, ids);
  const spent = await readSpentTouches(app.db, ids);
  const shown = snapshots.map((before) => {
    const own = <Row extends { readonly enrolmentId: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.enrolmentId === before.id);
    const destination = {
      hash: draft.hash,
      publicationId: 0,
      when: 'move-now' as const,
      moves: own(moves),
      spent: own(spent),
    };
    return nextOf(app, before, draft, mode, destination);
  });
  return (await Promise.all(shown)).toSorted((a, b) => (a.email < b.email ? -1 : 1));
}

async function nextOf(
  app: App,
  before: EnrolmentSnapshot,
  draft: Draft,
  mode: PublicationMode,
  destination: Destination,
): Promise<NextTouches> {
  const { open, state } = before;
  const [flying] = before.inAir;
  const today =
    open !== null
      ? { step: open.stepId, dueAt: open.dueAt }
      : flying === undefined
        ? null
        : { step: flying.stepId, dueAt: null };
  const { id: enrolmentId, prospect, cadenceHash } = before;
  const told = { enrolmentId, email: prospect.email, status: state.status, today };
  if (mode === 'pin' || cadenceHash === draft.hash) return { ...told, after: today, how: 'stays' };
  if (flying !== undefined) return { ...told, after: today, how: 'in-air' };
  if (mode === 'move-at-next-step') return { ...told, after: today, how: 'next-step' };
  const from = await app.versions.load(cadenceHash);
  const circumstances = await circumstancesOfDraft(app, draft);
  const changes = moveChanges(before, destination, { from, to: { number: 0 } }, circumstances);
  return { ...told, after: nextAfter(changes, today, open?.id), how: 'moved' };
}

function nextAfter(
  changes: ReturnType<typeof moveChanges>,
  today: PlannedNext | null,
  openId: string | undefined,
): PlannedNext | null {
  const [made] = changes.newTouches ?? [];
  if (made !== undefined) return { step: made.stepId, dueAt: made.dueAt };
  const [reopened] = changes.reopenedTouches ?? [];
  const step = changes.enrolments?.[0]?.state.cursor ?? null;
  if (reopened !== undefined && step !== null) return { step, dueAt: reopened.dueAt };
  const plan = changes.touchPlans?.find(({ id }) => id === openId);
  if (plan === undefined) return today;
  return plan.status === 'cancelled' || today === null
    ? null
    : { step: today.step, dueAt: plan.dueAt };
}

async function circumstancesOfDraft(app: App, draft: Draft): Promise<Circumstances> {
  const winners = await app.versions.winners(draft.definition);
  return {
    cadence: draft.definition,
    now: app.clock.now(),
    senderZone: firstZone(draft.definition, app.workspace),
    ...(await sendersOf(app, draft.definition)),
    winners,
    newId: app.newId,
  };
}
