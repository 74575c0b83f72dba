import { DateTime } from 'luxon';
import type { Cadence } from '../../domain/cadence.ts';
import { dayZone } from '../../domain/entry-day.ts';
import { type RoadTouch, runForecast, type Spread, type Traveller } from '../../domain/forecast.ts';
import { localDate } from '../../domain/wall-clock.ts';
import { regionOf } from '../../domain/zone-regions.ts';
import { InvalidInput } from '../../errors.ts';
import type { ListRow } from '../lists/list-rows.ts';
import { prospectFacts } from '../sending/step-condition.ts';
import { type SimulatedTouch, simulate, skippedSteps } from './simulate.ts';

export interface ForecastRequest {
  readonly cadence: Cadence;
  readonly rows: AsyncIterable<ListRow>;
  readonly senderZone: string | null;
  /** Keys of those that send; people are counted on them in turns. */
  readonly mailboxes: readonly string[];
  readonly from: Date;
  /** How many begin on one day; null: as many as the cadence lets start a day, or all at once. */
  readonly perDay: number | null;
  /** From 0 to 1, by mail step of the main road. */
  readonly replyRates: ReadonlyMap<string, number>;
  readonly runs: number;
  readonly seed: number;
  readonly onRow?: (rowsRead: number) => void;
  readonly onRun?: (runsDone: number) => void;
}

export interface ForecastDay {
  /** `YYYY-MM-DD` on the wall clock of the forecast. */
  readonly date: string;
  /** ISO, Monday is 1. */
  readonly weekday: number;
  readonly mails: Spread;
  readonly tasks: Spread;
  /** Mails by key of the mailbox. */
  readonly mailboxes: Readonly<Record<string, Spread>>;
}

/** The day with most mails in half of the runs. */
export type BusiestDay = { readonly date: string } & Spread;

/** What a list comes to: mails and tasks by day, and when it is through. */
export interface Forecast {
  readonly cadence: string;
  readonly prospects: number;
  /** UTC. */
  readonly from: string;
  /** On whose wall clock days are counted. */
  readonly zone: string;
  readonly perDay: number | null;
  readonly runs: number;
  readonly seed: number;
  readonly replyRates: Readonly<Record<string, number>>;
  readonly mails: Spread;
  readonly tasks: Spread;
  readonly replies: Spread;
  readonly lastTouchOn: { readonly p10: string; readonly p50: string; readonly p90: string };
  readonly busiestDay: BusiestDay | null;
  readonly mailboxes: readonly { readonly key: string; readonly busiestDay: BusiestDay | null }[];
  readonly days: readonly ForecastDay[];
}

/**
 * What a list will ask of mailboxes and people: each prospect is planned as `simulate` does, once for all who share a place, a
 * beginning and the steps that apply; then chance decides in many runs who answers which mail.
 *
 * @throws InvalidInput `empty_list`, `no_opening`
 */
export async function forecast(request: ForecastRequest): Promise<Forecast> {
  const { cadence, mailboxes, runs, seed, from, onRun } = request;
  const perDay = request.perDay ?? cadence.entry?.maxNewPerDay ?? null;
  const zone = dayZone(cadence.schedule);
  const roads = new Map<string, readonly SimulatedTouch[]>();
  const people: (readonly SimulatedTouch[])[] = [];
  for await (const row of request.rows) {
    const lot = perDay === null ? 0 : Math.floor(people.length / perDay);
    people.push(roadOf(row, startOfLot(from, lot, zone), request, roads));
    request.onRow?.(people.length);
  }
  if (people.length === 0) {
    throw new InvalidInput('empty_list', 'There is nobody in the list whom a mail could go to.');
  }
  const dayOf = ({ at }: SimulatedTouch) => DateTime.fromISO(at, { zone }).toFormat('yyyy-MM-dd');
  const dates = [...new Set([...roads.values()].flatMap((road) => road.map(dayOf)))].toSorted();
  const indexOf = new Map(dates.map((date, index) => [date, index]));
  const dayIndex = (touch: SimulatedTouch) => indexOf.get(dayOf(touch)) ?? 0;
  const byRoad = new Map(
    [...roads.values()].map((road) => [road, withChances(road, dayIndex, request.replyRates)]),
  );
  const travellers: Traveller[] = people.map((road, index) => ({
    road: byRoad.get(road) ?? [],
    mailbox: index % mailboxes.length,
  }));
  const result = runForecast({
    ...{ travellers, days: dates.length, mailboxes: mailboxes.length, runs, seed },
    ...(onRun === undefined ? {} : { onRun }),
  });
  const dateOf = (ms: number) => DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd');
  const { p10, p50, p90 } = result.lastTouchMs;
  return {
    cadence: cadence.key,
    prospects: people.length,
    from: from.toISOString(),
    ...{ zone, perDay, runs, seed },
    replyRates: Object.fromEntries(request.replyRates),
    mails: result.totalMails,
    tasks: result.totalTasks,
    replies: result.replies,
    lastTouchOn: { p10: dateOf(p10), p50: dateOf(p50), p90: dateOf(p90) },
    busiestDay: busiest(dates, result.mailsOfDay),
    mailboxes: mailboxes.map((key, index) => ({
      key,
      busiestDay: busiest(dates, result.mails[index] ?? []),
    })),
    days: dates.map((date, day) => ({
      date,
      weekday: DateTime.fromISO(date).weekday,
      mails: result.mailsOfDay[day] ?? nothing,
      tasks: result.tasks[day] ?? nothing,
      mailboxes: Object.fromEntries(
        mailboxes.map((key, index) => [key, result.mails[index]?.[day] ?? nothing]),
      ),
    })),
  };
}

const nothing: Spread = { p10: 0, p50: 0, p90: 0 };

/** Those who begin on a later day do so as it begins; the windows decide when the first mail goes. */
function startOfLot(from: Date, lot: number, zone: string): Date {
  return lot === 0 ? from : localDate(from, zone, lot).startsAt;
}

function roadOf(
  { prospect, candidate }: ListRow,
  from: Date,
  { cadence, senderZone }: ForecastRequest,
  roads: Map<string, readonly SimulatedTouch[]>,
): readonly SimulatedTouch[] {
  const { timezone, country } = prospect;
  const region = regionOf(prospect.attributes);
  const owner = candidate.owner ?? candidate.prospect.owner ?? '';
  const enrolment = { owner, variables: candidate.variables ?? {} };
  const steps = skippedSteps(cadence, prospectFacts(prospect), enrolment).map(({ step }) => step);
  const key = JSON.stringify([from.getTime(), timezone, country, region, steps]);
  const known = roads.get(key);
  if (known !== undefined) return known;
  const skipped = new Set(steps);
  const road = simulate({
    cadence,
    prospect: { timezone, country, region },
    senderZone,
    from,
    skipped,
  });
  roads.set(key, road);
  return road;
}

function withChances(
  road: readonly SimulatedTouch[],
  dayIndex: (touch: SimulatedTouch) => number,
  replyRates: ReadonlyMap<string, number>,
): readonly RoadTouch[] {
  return road.map((touch) => ({
    day: dayIndex(touch),
    atMs: Date.parse(touch.at),
    channel: touch.channel,
    replyRate: replyRates.get(touch.step) ?? 0,
  }));
}

function busiest(dates: readonly string[], spreads: readonly Spread[]): BusiestDay | null {
  const busy = (spread: Spread) => [spread.p50, spread.p90, spread.p10] as const;
  const [first] = dates
    .map((date, day) => ({ date, ...(spreads[day] ?? nothing) }))
    .toSorted((a, b) => {
      const difference = busy(b).map((figure, index) => figure - (busy(a)[index] ?? 0));
      return difference.find((each) => each !== 0) ?? 0;
    });
  return first === undefined || first.p90 === 0 ? null : first;
}
