import type { Command } from 'commander';
import { type SimulatedTouch, simulate, startOfSimulation } from '../app/simulate.ts';
import { prospectFacts } from '../app/step-condition.ts';
import { systemClock } from '../clock.ts';
import { zoneSourceWords } from '../domain/zone.ts';
import { InvalidInput } from '../errors.ts';
import { cadenceFromFiles, readProspectFile } from './library-file.ts';
import { configFor } from './open.ts';
import { print, printJson, table } from './print.ts';

interface SimulateOptions {
  readonly prospect?: string;
  readonly from?: string;
  readonly json?: true;
}

/** `simulate`: all touches of a cadence with the reason of each shift. */
export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description(
      'all touches of a cadence with local date and time; sends nothing, needs no database',
    )
    .argument('<cadence>', 'key of a cadence in CADENCES_DIR')
    .option('--prospect <file>', 'JSON with timezone, country, …; without it nothing is known')
    .option(
      '--from <time>',
      'when the prospect is enrolled, as in "2026-12-21 09:00" (default: now)',
    )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence simulate new-business --prospect kari.json --from "2026-12-21 09:00"\n  $ cadence simulate new-business --json',
    )
    .action(async (key: string, options: SimulateOptions) => {
      const { library, cadence } = await cadenceFromFiles(configFor('command'), key);
      const prospect = await readProspectFile(options.prospect);
      const senderZone = library.workspace.mailboxes[0]?.timezone ?? null;
      const from =
        options.from === undefined
          ? systemClock.now()
          : startOfSimulation(options.from, cadence, prospect, senderZone);
      if (from === null) {
        throw new InvalidInput(
          'invalid_time',
          `"${options.from}" is not a time such as "2026-12-21 09:00" or 2026-12-21T09:00:00+01:00.`,
        );
      }
      const skipped: string[] = [];
      const onSkip = (step: string, because: string) =>
        skipped.push(`${step}: skipped, condition_false (${because})`);
      const domain = prospect.email.split('@')[1] ?? '';
      const facts = prospectFacts({ ...prospect, domain });
      const touches = simulate({ cadence, prospect, senderZone, from, facts, onSkip });
      if (options.json === true) return printJson(touches);
      print(
        table(['step', 'stage', 'channel', 'local time', 'zone', 'moved by'], touches.map(row)),
      );
      for (const line of [...skipped, ...zoneLines(touches)]) print(line);
    });
}

function row(touch: SimulatedTouch): string[] {
  const moved = touch.shifts.map(({ reason, detail }) =>
    detail === undefined ? reason : `${reason} (${detail})`,
  );
  return [touch.step, touch.stage, touch.channel, touch.local, touch.zone, moved.join(', ')];
}

/** Where the zones were taken from, each once. */
function zoneLines(touches: readonly SimulatedTouch[]): string[] {
  return [...new Set(touches.map(({ zone, zoneFrom }) => `${zone}: ${zoneSourceWords[zoneFrom]}`))];
}
