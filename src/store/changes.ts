import type { EnrolmentState } from '../domain/enrolment/state.ts';
import { type Click, recordClicks, recordOpens } from './clicks.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';
import {
  type AskedMove,
  type NewMove,
  type ReopenedTouch,
  recordAsked,
  recordMoves,
  reopenTouches,
  takeBackMoves,
} from './enrolment-moves.ts';
import { insertDrafts, type NewDraft } from './mail-drafts.ts';
import { type Chosen, keepChoices } from './mailboxes.ts';
import { recordStages } from './stages-left.ts';
import { wakeStartQueuesOf } from './start-queues.ts';
import { stateColumns } from './state-columns.ts';
import { closeStepTasks, insertTasks, type NewTask } from './tasks.ts';
import { insertTimeline, type NewTimelineEntry } from './timeline.ts';
import {
  insertTouches,
  type NewTouch,
  recordOutcomes,
  replanTouches,
  type TouchOutcome,
  type TouchPlan,
} from './touches.ts';

/**
 * What a decision changes, as data: the domain decides, the store writes the decision and its history in one transaction.
 * The changes of many enrolments are written together, a statement a table.
 */
export interface Changes {
  readonly outcomes: readonly TouchOutcome[];
  readonly touchPlans: readonly TouchPlan[];
  readonly enrolments: readonly EnrolmentChange[];
  readonly newTouches: readonly NewTouch[];
  /** Touches whose tasks are no longer wanted. */
  readonly tasksToCancel: readonly string[];
  readonly newTasks: readonly NewTask[];
  /** Mails that wait for approval. */
  readonly newDrafts: readonly NewDraft[];
  readonly lastTouches: readonly { readonly prospectId: string; readonly at: Date }[];
  readonly threads: readonly ThreadChange[];
  readonly timeline: readonly NewTimelineEntry[];
  /** Enrolments that go to another version of their cadence. */
  readonly moves: readonly NewMove[];
  /** Moves that are taken back. */
  readonly movesTakenBack: readonly string[];
  /** Moves that brought somebody to the end, and the publication that does not put them back. */
  readonly movesAsked: readonly AskedMove[];
  readonly reopenedTouches: readonly ReopenedTouch[];
  readonly clicks: readonly Click[];
  readonly opens: readonly Click[];
}

export interface EnrolmentChange {
  readonly id: string;
  readonly state: EnrolmentState;
  readonly base: EnrolmentState | null;
  /** When it ended, null while it lives; of several such changes the first says when. */
  readonly endedAt: Date | null;
}

export interface ThreadChange {
  readonly enrolmentId: string;
  /** Null: that of the thread is not known, and stays as it is. */
  readonly subject: string | null;
  readonly references: readonly string[];
  /** Where the mail left from; null: not known. */
  readonly mailbox: string | null;
}

const noChanges: Changes = {
  outcomes: [],
  touchPlans: [],
  enrolments: [],
  newTouches: [],
  tasksToCancel: [],
  newTasks: [],
  newDrafts: [],
  lastTouches: [],
  threads: [],
  timeline: [],
  moves: [],
  movesTakenBack: [],
  movesAsked: [],
  reopenedTouches: [],
  clicks: [],
  opens: [],
};

/** Joins the changes of several decisions; what one leaves out is empty. */
export function joinChanges(parts: readonly Partial<Changes>[]): Changes {
  // Most decisions are about one enrolment.
  if (parts.length === 1) return { ...noChanges, ...parts[0] };
  return {
    outcomes: allOf(parts, (part) => part.outcomes),
    touchPlans: allOf(parts, (part) => part.touchPlans),
    enrolments: allOf(parts, (part) => part.enrolments),
    newTouches: allOf(parts, (part) => part.newTouches),
    tasksToCancel: allOf(parts, (part) => part.tasksToCancel),
    newTasks: allOf(parts, (part) => part.newTasks),
    newDrafts: allOf(parts, (part) => part.newDrafts),
    lastTouches: allOf(parts, (part) => part.lastTouches),
    threads: allOf(parts, (part) => part.threads),
    timeline: allOf(parts, (part) => part.timeline),
    moves: allOf(parts, (part) => part.moves),
    movesTakenBack: allOf(parts, (part) => part.movesTakenBack),
    movesAsked: allOf(parts, (part) => part.movesAsked),
    reopenedTouches: allOf(parts, (part) => part.reopenedTouches),
    clicks: allOf(parts, (part) => part.clicks),
    opens: allOf(parts, (part) => part.opens),
  };
}

/** One kind of rows of all parts. Most parts have none of most kinds, and flatMap took a list for each of them. */
function allOf<Row>(
  parts: readonly Partial<Changes>[],
  of: (part: Partial<Changes>) => readonly Row[] | undefined,
): readonly Row[] {
  const all: Row[] = [];
  for (const part of parts) {
    for (const row of of(part) ?? nothing) all.push(row);
  }
  return all;
}

const nothing = [] as const;

/**
 * Writes changes. The caller holds the locks of the prospects.
 *
 * The order matters: what frees the place of the next touch is written before the next touch. All are sent at once, and
 * PostgreSQL does them one after the other.
 *
 * @param now  clock time
 */
export async function writeChanges(tx: Queryable, changes: Changes, now: Date): Promise<void> {
  await Promise.all([
    recordOutcomes(tx, changes.outcomes, now),
    replanTouches(tx, changes.touchPlans, now),
    recordStages(tx, changes.timeline),
    updateEnrolments(tx, changes.enrolments),
    wakeStartQueuesOf(tx, waitingOf(changes.enrolments), now),
    recordMoves(tx, changes.moves, now),
    takeBackMoves(tx, changes.movesTakenBack, now),
    recordAsked(tx, changes.movesAsked),
    reopenTouches(tx, changes.reopenedTouches),
    insertTouches(tx, changes.newTouches, now),
    recordClicks(tx, changes.clicks),
    recordOpens(tx, changes.opens),
    closeStepTasks(tx, changes.tasksToCancel, 'cancelled', now),
    insertTasks(tx, changes.newTasks, now),
    insertDrafts(tx, changes.newDrafts),
    updateLastTouches(tx, changes.lastTouches),
    updateThreads(tx, changes.threads),
    insertTimeline(tx, changes.timeline),
    keepChoices(tx, choicesOf([...changes.newTouches, ...changes.touchPlans]), now),
  ]);
}

/** The mailboxes that were chosen for touches, and not only kept. */
export function choicesOf(
  touches: readonly { readonly mailbox?: string | null; readonly turn?: number }[],
): Chosen[] {
  return touches.flatMap(({ mailbox, turn }) =>
    mailbox == null || turn === undefined ? [] : [{ mailbox, turn }],
  );
}

function waitingOf(changes: readonly EnrolmentChange[]): string[] {
  return changes.filter(({ state }) => state.status === 'pending').map(({ id }) => id);
}

const changedEnrolments = columnArrays<EnrolmentChange>([
  ['id', 'uuid', ({ id }) => id],
  ...stateColumns,
  ['waits', 'bool', ({ state }) => state.waits === true],
  ['base', 'jsonb', ({ base }) => jsonText(base)],
  ['ended_at', 'timestamptz', ({ endedAt }) => endedAt],
]);

async function updateEnrolments(tx: Queryable, changes: readonly EnrolmentChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query({
    name: 'update-enrolments',
    text: `
      update enrolments e
         set ${stateColumns.map(([name]) => `${name} = x.${name}`).join(', ')}, base = x.base,
             waits_from = case when x.waits then e.waits_from end,
             ended_at = case when x.ended_at is not null then coalesce(e.ended_at, x.ended_at) end
        from ${changedEnrolments.recordset}
       where e.id = x.id`,
    values: changedEnrolments.values(changes),
  });
}

async function updateLastTouches(
  tx: Queryable,
  touches: readonly { readonly prospectId: string; readonly at: Date }[],
): Promise<void> {
  if (touches.length === 0) return;
  await tx.query({
    name: 'update-last-touches',
    text: `
      update prospects p
         set last_touch_at = greatest(p.last_touch_at, x.at)
        from jsonb_to_recordset($1::jsonb) as x("prospectId" uuid, at timestamptz)
       where p.id = x."prospectId"`,
    values: [JSON.stringify(touches)],
  });
}

async function updateThreads(tx: Queryable, threads: readonly ThreadChange[]): Promise<void> {
  if (threads.length === 0) return;
  await tx.query({
    name: 'update-threads',
    text: `
      update enrolments e
         set thread_subject = coalesce(x.subject, e.thread_subject), mailbox = coalesce(x.mailbox, e.mailbox),
             thread_references = array(select jsonb_array_elements_text(x."references"))
        from jsonb_to_recordset($1::jsonb) as x("enrolmentId" uuid, subject text, "references" jsonb, mailbox text)
       where e.id = x."enrolmentId"`,
    values: [JSON.stringify(threads)],
  });
}
