import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { movePending } from '../app/enrolments/move-pending.ts';
import { plan } from '../app/library/plan.ts';
import { publish } from '../app/library/publish.ts';
import { InvalidInput } from '../errors.ts';
import { type PublicationMode, readPublication } from '../store/publications.ts';
import { type CommandDeed, withDeed } from './deed.ts';
import type { OpenDeps, OpenedDeps } from './open.ts';
import { modeOption } from './plan.ts';
import { print, printJson, say } from './print.ts';

interface PublishOptions {
  readonly mode: PublicationMode;
  readonly yes?: true;
  readonly json?: true;
}

export function registerPublish(program: Command, open: OpenDeps): void {
  program
    .command('publish')
    .description('publish the cadences whose content has changed, together; see "cadence plan"')
    .argument('[keys...]', 'only these cadences')
    .addOption(modeOption())
    .option('--yes', 'move people without asking')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence publish\n  $ cadence publish new-business --mode move-now --yes',
    )
    .action((keys: readonly string[], options: PublishOptions) =>
      withDeed(open, deedOf(options), async (deps) => {
        if (!(await agreed(deps, keys, options))) return say('nothing is published');
        const { app } = deps;
        const library = await deps.readLibrary();
        const { mode } = options;
        const published = await publish(app, library, { keys, mode, by: 'cli' });
        const { publicationId: publication, cadences } = published;
        const moved = mode === 'move-now' ? await moveAll(deps, publication) : 0;
        if (options.json === true) {
          return printJson(cadences.map((one) => ({ ...one, mode, publication })));
        }
        for (const { cadence, number, changed } of cadences) {
          print(`${cadence} version ${number}${changed ? ' published' : ' unchanged'}`);
        }
        if (publication !== null) print(`publication ${publication}, ${mode}: ${moved} moved`);
      }),
    );
}

function deedOf({ mode }: PublishOptions): CommandDeed {
  const data = { mode };
  return { action: 'cadence.published', kind: 'publication', data, told: 'when-changed' };
}

/** Moves everybody whom publications move now, and counts those of this one. */
async function moveAll({ app }: OpenedDeps, publicationId: number | null): Promise<number> {
  await movePending(app);
  if (publicationId === null) return 0;
  return (await readPublication(app.db, publicationId))?.moved ?? 0;
}

/** Asks before anybody is moved. @throws InvalidInput `confirm_needed` where nobody can be asked */
async function agreed(
  { app, readLibrary }: OpenedDeps,
  keys: readonly string[],
  { mode, yes }: PublishOptions,
): Promise<boolean> {
  if (mode === 'pin' || yes === true) return true;
  const { cadences } = await plan(app, await readLibrary(), { keys, mode });
  const concerned = cadences.filter(({ what }) => what === 'changed' || keys.length > 0);
  const people = concerned
    .flatMap(({ standing }) => standing)
    .reduce((sum, { count }) => sum + count, 0);
  if (people === 0) return true;
  const question = `${people} people are under way in ${concerned.map(({ cadence }) => cadence).join(', ')}.`;
  if (!process.stdin.isTTY) {
    throw new InvalidInput(
      'confirm_needed',
      `${question} Look at "cadence plan --mode ${mode}", then say --yes.`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} Move them (${mode})? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
