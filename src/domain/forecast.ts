/**
 * A forecast by the Monte Carlo method: many runs through the same list, in each of which chance decides who answers which
 * mail. What the runs have in common is what can be counted on.
 */
import { seededRandom } from './random.ts';

/** A touch on the road of somebody who is never heard of. */
export interface RoadTouch {
  /** Which of the days of the forecast, counted from 0. */
  readonly day: number;
  readonly atMs: number;
  readonly channel: 'email' | 'task';
  /** From 0 to 1: how likely the mail is answered. */
  readonly replyRate: number;
}

/** Somebody of the list. */
export interface Traveller {
  readonly road: readonly RoadTouch[];
  /** Which mailbox sends, counted from 0. */
  readonly mailbox: number;
}

export interface RunsRequest {
  readonly travellers: readonly Traveller[];
  readonly days: number;
  readonly mailboxes: number;
  readonly runs: number;
  readonly seed: number;
  readonly onRun?: (runsDone: number) => void;
}

/** In one run of ten less (`p10`), in half of them (`p50`), in nine of ten at most (`p90`). */
export interface Spread {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface RunsResult {
  /** By mailbox, then by day. */
  readonly mails: readonly (readonly Spread[])[];
  /** Of all mailboxes, by day. */
  readonly mailsOfDay: readonly Spread[];
  readonly tasks: readonly Spread[];
  readonly totalMails: Spread;
  readonly totalTasks: Spread;
  readonly replies: Spread;
  /** When the last of all gets the last touch, in epoch milliseconds. */
  readonly lastTouchMs: Spread;
}

/**
 * Sends everybody down their road, `runs` times. An answer comes before the next touch and ends the road. The same request
 * gives the same result.
 */
export function runForecast(request: RunsRequest): RunsResult {
  const { travellers, days, mailboxes, runs, seed, onRun } = request;
  const random = seededRandom(seed);
  const counts = Array.from({ length: mailboxes + 1 }, () => samplesOf(days, runs));
  const all = samplesOf(days, runs);
  const totals = { mails: samples(runs), tasks: samples(runs), replies: samples(runs) };
  const last = samples(runs);
  const tasks = counts[mailboxes] ?? [];
  for (let run = 0; run < runs; run += 1) {
    for (const { road, mailbox } of travellers) {
      const mails = counts[mailbox] ?? [];
      for (const { day, atMs, channel, replyRate } of road) {
        if (atMs > at(last, run)) last[run] = atMs;
        if (channel === 'task') {
          count(tasks[day], run);
          count(totals.tasks, run);
          continue;
        }
        count(mails[day], run);
        count(all[day], run);
        count(totals.mails, run);
        if (random() >= replyRate) continue;
        count(totals.replies, run);
        break;
      }
    }
    onRun?.(run + 1);
  }
  return {
    mails: counts.slice(0, mailboxes).map((ofDays) => ofDays.map(spreadOf)),
    mailsOfDay: all.map(spreadOf),
    tasks: tasks.map(spreadOf),
    totalMails: spreadOf(totals.mails),
    totalTasks: spreadOf(totals.tasks),
    replies: spreadOf(totals.replies),
    lastTouchMs: spreadOf(last),
  };
}

/** A figure of every run. Doubles, since instants are among them. */
const samples = (runs: number) => new Float64Array(runs);
const samplesOf = (days: number, runs: number) => Array.from({ length: days }, () => samples(runs));

function count(figures: Float64Array | undefined, run: number): void {
  if (figures !== undefined) figures[run] = at(figures, run) + 1;
}

const at = (figures: Float64Array, run: number) => figures[run] ?? 0;

/** By nearest rank: each figure is one that a run had. */
export function spreadOf(figures: Float64Array): Spread {
  const sorted = figures.toSorted();
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p10: rank(0.1), p50: rank(0.5), p90: rank(0.9) };
}
