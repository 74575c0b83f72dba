import { type Command, Option } from 'commander';
import { DateTime } from 'luxon';
import { placeOf } from '../app/enrolments/place.ts';
import { calendarPicture } from '../app/library/pictures/calendar-picture.ts';
import {
  type SimulatedTouch,
  shiftText,
  simulate,
  skippedSteps,
  startOfSimulation,
} from '../app/library/simulate.ts';
import { prospectFacts } from '../app/sending/step-condition.ts';
import { systemClock } from '../clock.ts';
import { dayZone } from '../domain/entry-day.ts';
import { firstZone } from '../domain/language/pool.ts';
import { inEnglish, sentence } from '../domain/sentence.ts';
import { InvalidInput } from '../errors.ts';
import { type CadenceFiles, cadenceFromFiles, readProspectFile } from './library-file.ts';
import { configFor } from './open.ts';
import { print, printJson, table } from './print.ts';
import { type ForecastOptions, simulateList } from './simulate-list.ts';
import { wholeNumber } from './whole-number.ts';
import { writeTo } from './write.ts';

interface SimulateOptions extends ForecastOptions {
  readonly prospect?: string;
  readonly prospects?: string;
  readonly from?: string;
}

const mostRuns = 5_000;

/** `simulate`: all touches of a cadence for one prospect, or what a list of them comes to. */
export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description(
      'all touches of a cadence with local date and time, or what a list of prospects comes to; sends nothing, needs no database',
    )
    .argument('<cadence>', 'key of a cadence in CADENCES_DIR')
    .option('--prospect <file>', 'JSON with timezone, country, …; without it nothing is known')
    .addOption(
      new Option(
        '--prospects <file>',
        'CSV: a forecast of mails and tasks a day for the whole list',
      ).conflicts('prospect'),
    )
    .option(
      '--from <time>',
      'when the prospect is enrolled, as in "2026-12-21 09:00" (default: now)',
    )
    .option(
      '--reply-rate <rates>',
      'of a list: how likely mails are answered, as in 0.05 or intro=4%,proposal=10%',
      '0.05',
    )
    .option('--runs <n>', 'of a list: how often chance is tried', wholeNumber(1, mostRuns), 200)
    .option(
      '--per-day <n>',
      'of a list: how many begin a day; default: max_new_per_day',
      wholeNumber(1, 1_000_000),
    )
    .option(
      '--seed <n>',
      'of a list: the same gives the same result',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
      1,
    )
    .option('--svg <file>', 'also draw it: a calendar, or bars a day of a list')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence simulate new-business --prospect kari.json --from "2026-12-21 09:00"\n  $ cadence simulate new-business --prospect kari.json --svg calendar.svg\n  $ cadence simulate new-business --prospects prospects.csv --per-day 200 --reply-rate 4%,proposal=10%\n  $ cadence simulate new-business --json',
    )
    .action(async (key: string, options: SimulateOptions, command: Command) => {
      if (options.prospects === undefined) refuseForOne(command);
      const files = await cadenceFromFiles(configFor('command'), key);
      if (options.prospects === undefined) return simulateOne(files, options);
      const zone = dayZone(files.cadence.schedule);
      return simulateList(files, options.prospects, startAt(options.from, zone), options);
    });
}

const ofLists = ['replyRate', 'runs', 'perDay', 'seed'];

/** @throws InvalidInput `needs_a_list` when an option was given that means nothing for one prospect */
function refuseForOne(command: Command): void {
  const given = command.options.find(
    (option) =>
      ofLists.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given === undefined) return;
  throw new InvalidInput(
    'needs_a_list',
    `${given.long} is for a list: name it with --prospects FILE.csv.`,
  );
}

/** @throws InvalidInput `invalid_time` */
function startAt(text: string | undefined, zone: string): Date {
  if (text === undefined) return systemClock.now();
  const from = startOfSimulation(text, zone);
  if (from !== null) return from;
  throw new InvalidInput(
    'invalid_time',
    `"${text}" is not a time such as "2026-12-21 09:00" or 2026-12-21T09:00:00+01:00.`,
  );
}

async function simulateOne(
  { library, cadence }: CadenceFiles,
  options: SimulateOptions,
): Promise<void> {
  const prospect = await readProspectFile(options.prospect);
  const senderZone = firstZone(cadence, library.workspace);
  const place = placeOf(cadence.schedule, prospect, senderZone);
  const from = startAt(options.from, place.zone);
  const domain = prospect.email.split('@')[1] ?? '';
  const skips = skippedSteps(cadence, prospectFacts({ ...prospect, domain }));
  const skipped = new Set(skips.map(({ step }) => step));
  const touches = simulate({ cadence, prospect, senderZone, from, skipped });
  if (options.svg !== undefined) {
    const name = [prospect.firstName, prospect.lastName].filter((part) => part !== null).join(' ');
    const request = { cadence, touches, place, name: name || prospect.email, from };
    await writeTo(options.svg, calendarPicture(request));
  }
  if (options.json === true) return printJson(touches);
  const headers = ['step', 'stage', 'channel', 'day', 'local time', 'zone', 'moved by'];
  print(table(headers, touches.map(row)));
  for (const { step, because } of skips) {
    print(`${step}: skipped, condition_false (${because})`);
  }
  for (const line of zoneLines(touches)) print(line);
  if (options.svg !== undefined) print(options.svg);
}

function row(touch: SimulatedTouch): string[] {
  const { step, stage, channel, local, zone, shifts } = touch;
  const day = DateTime.fromISO(local, { setZone: true }).setLocale('en').toFormat("ccc 'W'WW");
  return [step, stage, channel, day, local, zone, shifts.map(shiftText).join(', ')];
}

/** Where the zones were taken from, each once. */
function zoneLines(touches: readonly SimulatedTouch[]): string[] {
  return [
    ...new Set(
      touches.map(({ zone, zoneFrom }) => `${zone}: ${inEnglish(sentence(`zone.${zoneFrom}`))}`),
    ),
  ];
}
