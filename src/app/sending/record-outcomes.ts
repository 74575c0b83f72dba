import { joinChanges, writeChanges } from '../../store/changes.ts';
import { isConnectionLoss, type Queryable } from '../../store/db.ts';
import { settleEndedOfProspects, settleEvents } from '../../store/heard.ts';
import { lockProspects } from '../../store/prospect-locks.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import { insertSuppressions } from '../../store/suppressions.ts';
import type { Origin } from '../../tracing.ts';
import type { App } from '../context.ts';
import { readDestinations } from '../enrolments/destinations.ts';
import type { EndedClaim } from '../enrolments/ending.ts';
import { decideAndMove } from '../enrolments/move-with-outcome.ts';
import { dispatchSoon } from './dispatch.ts';
import { countRates, heedRates, ratedOutcomes } from './guard-rails.ts';
import { type HandOverEnd, outcomeChanges } from './outcome-changes.ts';
import { readCountsToSettle, settleCounts } from './settle-counts.ts';

export interface EndedHandOver {
  readonly claim: EndedClaim;
  readonly end: HandOverEnd;
  /** Of the job that it ends, for traces. */
  readonly origin?: Origin | undefined;
}

/**
 * Records how hand-overs ended and plans what comes next, in one transaction; then puts on the queue what is due soon.
 *
 * An end whose touch has been settled by somebody else meanwhile changes nothing (`false` in the answer).
 */
export function recordOutcomes(
  app: App,
  ended: readonly EndedHandOver[],
): Promise<readonly boolean[]> {
  if (app.tracing === undefined) return recordNow(app, ended);
  const origins = ended.map(({ origin }) => origin);
  return app.tracing.set('record outcomes', origins, {}, () => recordNow(app, ended));
}

async function recordNow(app: App, ended: readonly EndedHandOver[]): Promise<readonly boolean[]> {
  const { recorded, rated, newTouches } = await app.db.transaction(async (tx) => {
    const [, snapshots] = await Promise.all([
      lockProspects(tx, [...new Set(ended.map(({ claim }) => claim.prospectId))]),
      readSnapshots(tx, [...new Set(ended.map(({ claim }) => claim.enrolmentId))]),
    ]);
    const decided = await decide(app, tx, ended, snapshots);
    const parts = decided.filter((one) => one !== null);
    const changes = joinChanges(parts.map(({ part }) => part));
    const now = app.clock.now();
    const settled = parts.filter(settles).map(({ before }) => before.id);
    const takenOver = parts.filter(takesOver).map(({ before }) => before.prospectId);
    const [counts] = await Promise.all([
      readCountsToSettle(tx, changes.outcomes, new Set(ended.flatMap(ofUnknownEnd)), now),
      insertSuppressions(tx, parts.flatMap(suppressions), now),
      settleEvents(tx, settled),
      settleEndedOfProspects(tx, takenOver),
      writeChanges(tx, changes, now),
    ]);
    await settleCounts(tx, counts, now);
    const counted = parts.flatMap(({ before, part }) =>
      ratedOutcomes(part.outcomes ?? [], before.cadenceKey),
    );
    await countRates(app, tx, counted);
    return {
      rated: counted,
      recorded: decided.map((one) => one !== null),
      newTouches: [...changes.newTouches, ...changes.outcomes.map(toDue)],
    };
  });
  await heedRates(app, rated);
  await dispatchSoon(app, newTouches);
  return recorded;
}

interface Decided {
  readonly before: EnrolmentSnapshot;
  readonly part: ReturnType<typeof outcomeChanges>;
}

async function decide(
  app: App,
  tx: Queryable,
  ended: readonly EndedHandOver[],
  snapshots: readonly EnrolmentSnapshot[],
): Promise<(Decided | null)[]> {
  const destinations = await readDestinations(tx, snapshots);
  const byId = new Map(snapshots.map((one) => [one.id, one]));
  return Promise.all(
    ended.map(async ({ claim, end }) => {
      const before = byId.get(claim.enrolmentId);
      if (before === undefined || !isNews(claim, end, before)) return null;
      const destination = destinations.get(before.id);
      const part = await decideAndMove(app, tx, before, destination, claim, (at, circumstances) =>
        outcomeChanges(claim, end, at, circumstances),
      );
      return { before, part };
    }),
  );
}

/** False when the touch has been settled by somebody else, or was called unknown before and is so still. */
function isNews(claim: EndedClaim, end: HandOverEnd, before: EnrolmentSnapshot): boolean {
  const ours = before.inAir.find((t) => t.id === claim.touchId && t.fence === claim.fence);
  const unknown = end.kind === 'mail' && end.outcome.kind === 'unknown';
  return ours !== undefined && !(unknown && ours.status === 'unknown');
}

function ofUnknownEnd({ claim, end }: EndedHandOver): string[] {
  return end.kind === 'mail' && end.outcome.kind === 'unknown' ? [claim.touchId] : [];
}

function suppressions({ before, part }: Decided) {
  const value = before.prospect.address;
  return part.suppress === true ? [{ value, reason: 'bounced', source: 'smtp' }] : [];
}

function settles({ before, part }: Decided): boolean {
  return before.base !== null && part.enrolments?.some((change) => change.base === null) === true;
}

/** The first mail of an enrolment that an event brought about: from here on it is the one that hears and answers. */
function takesOver({ before, part }: Decided): boolean {
  const sent = part.lastTouches !== undefined;
  return before.causeEventId !== null && before.state.status === 'active' && sent;
}

function toDue(outcome: { readonly touchId: string; readonly dueAt: Date | null }) {
  return { id: outcome.touchId, dueAt: outcome.dueAt };
}

/** How long an outcome is tried to be written while PostgreSQL is away; a mail that is out should not be forgotten. */
const retryForMs = 60_000;

/** `recordOutcomes`, tried again while the database is away. */
export async function recordOutcomesSurely(
  app: App,
  ended: readonly EndedHandOver[],
): Promise<readonly boolean[]> {
  const giveUpAt = app.clock.machineNow().getTime() + retryForMs;
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
    try {
      return await recordOutcomes(app, ended);
    } catch (error) {
      if (!isConnectionLoss(error) || app.clock.machineNow().getTime() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
