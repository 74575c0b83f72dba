import { DateTime } from 'luxon';
import {
  type BusiestDay,
  type Forecast,
  type ForecastDay,
  forecast,
} from '../app/library/forecast.ts';
import { forecastPicture } from '../app/library/pictures/forecast-picture.ts';
import { readReplyRates } from '../app/library/reply-rates.ts';
import type { Spread } from '../domain/forecast.ts';
import { firstZone, mailboxesOf } from '../domain/language/pool.ts';
import type { CadenceFiles } from './library-file.ts';
import { openList } from './list-file.ts';
import { print, printJson, table } from './print.ts';
import { startProgress } from './progress.ts';
import { writeTo } from './write.ts';

export interface ForecastOptions {
  readonly replyRate: string;
  readonly runs: number;
  readonly perDay?: number;
  readonly seed: number;
  readonly svg?: string;
  readonly json?: true;
}

/** `simulate --prospects`: what a list will ask of mailboxes and people, day by day. */
export async function simulateList(
  { library, cadence }: CadenceFiles,
  file: string,
  from: Date,
  options: ForecastOptions,
): Promise<void> {
  const asText = options.json !== true;
  const replyRates = readReplyRates(options.replyRate, cadence);
  const mailboxes = mailboxesOf(cadence, library.workspace);
  const { rows, refusals } = await openList(library, file, from, asText);
  const reading = startProgress(asText, 'rows');
  let running: ReturnType<typeof startProgress> | null = null;
  const result = await forecast({
    ...{ cadence, rows, from, replyRates, runs: options.runs, seed: options.seed },
    senderZone: firstZone(cadence, library.workspace),
    mailboxes: mailboxes.length === 0 ? ['default'] : mailboxes.map(({ key }) => key),
    perDay: options.perDay ?? null,
    onRow: reading.update,
    onRun: (runsDone) => {
      if (running === null) reading.stop();
      running ??= startProgress(asText, 'runs', options.runs);
      running.update(runsDone);
      if (runsDone === options.runs) running.stop();
    },
  }).finally(() => reading.stop());
  if (options.svg !== undefined) await writeTo(options.svg, forecastPicture(result));
  if (!asText) return printJson({ ...result, refusals });
  print(heading(result, refusals.length));
  print(dayTable(result));
  print(summary(result));
  if (options.svg !== undefined) print(options.svg);
}

function heading(result: Forecast, refused: number): string {
  const { cadence, prospects, perDay, zone, runs, seed, replyRates } = result;
  const pace = perDay === null ? 'at once' : `${perDay} a day`;
  const left = refused === 0 ? '' : ` (${refused} ${refused === 1 ? 'row' : 'rows'} refused)`;
  const start = DateTime.fromISO(result.from, { zone }).toFormat('yyyy-MM-dd HH:mm');
  const lines = [
    `${cadence}: ${prospects} prospects${left}, ${pace} from ${start} ${zone}`,
    `answered: ${rateWords(replyRates)}; ${runs} runs, seed ${seed}`,
    'Figures are medians of the runs; in brackets, the 10th and the 90th percentile.',
  ];
  return `${lines.join('\n')}\n`;
}

/** As in `5 % of every mail, proposal 10 %`, or step by step where there is no rule. */
function rateWords(rates: Forecast['replyRates']): string {
  const percent = (rate: number) => `${Number((rate * 100).toFixed(2))} %`;
  const steps = Object.entries(rates);
  const usual = steps.find(
    ([, rate]) => steps.filter(([, other]) => other === rate).length * 2 > steps.length,
  )?.[1];
  const named = steps
    .filter(([, rate]) => rate !== usual)
    .map(([step, rate]) => `${step} ${percent(rate)}`);
  return [...(usual === undefined ? [] : [`${percent(usual)} of every mail`]), ...named].join(', ');
}

const barLength = 30;

function dayTable({ days, mailboxes }: Forecast): string {
  const several = mailboxes.length > 1;
  const most = Math.max(1, ...days.map(({ mails }) => mails.p90));
  const headers = [
    ...['date', 'day', 'mails'],
    ...(several ? mailboxes.map(({ key }) => key) : []),
    ...['tasks', ''],
  ];
  const rows = days.map((day) => [
    day.date,
    DateTime.fromISO(day.date).setLocale('en').toFormat("ccc 'W'WW"),
    spreadWords(day.mails),
    ...(several ? mailboxes.map(({ key }) => spreadWords(day.mailboxes[key] ?? day.mails)) : []),
    day.tasks.p90 === 0 ? '' : spreadWords(day.tasks),
    bar(day, most),
  ]);
  return table(headers, rows);
}

function bar({ mails }: ForecastDay, most: number): string {
  const length = (figure: number) => Math.round((figure / most) * barLength);
  return '█'.repeat(length(mails.p50)) + '░'.repeat(length(mails.p90) - length(mails.p50));
}

function spreadWords({ p10, p50, p90 }: Spread): string {
  return p10 === p90 ? String(p50) : `${p50} (${p10}–${p90})`;
}

function summary(result: Forecast): string {
  const { lastTouchOn, busiestDay, mailboxes, mails, tasks, replies } = result;
  const several = mailboxes.length > 1;
  const lines = [
    `mails: ${spreadWords(mails)}`,
    `tasks: ${spreadWords(tasks)}`,
    `answers: ${spreadWords(replies)}`,
    ...(busiestDay === null ? [] : [`busiest day: ${busyWords(busiestDay)}`]),
    ...(several
      ? mailboxes.flatMap(({ key, busiestDay: busy }) =>
          busy === null ? [] : [`busiest day of ${key}: ${busyWords(busy)}`],
        )
      : []),
    `last touch of the last prospect: ${lastWords(lastTouchOn)}`,
    ...(several
      ? [`${mailboxes.length} mailboxes: counted as if people were given to them in turns.`]
      : []),
    'Left out: jitter, bounces, opt-outs, out-of-office, caps of mailboxes, and what else these people get. A task counts as done on its day; an answer ends the touches of that person.',
  ];
  return `\n${lines.join('\n')}`;
}

const busyWords = (day: BusiestDay) => `${day.date}, ${spreadWords(day)} mails`;

function lastWords({ p10, p50, p90 }: Forecast['lastTouchOn']): string {
  return p10 === p90 ? p50 : `${p50} (${p10} to ${p90})`;
}
