import { type Command, Option } from 'commander';
import type { NextTouches, PlannedNext } from '../app/enrolments/plan-touches.ts';
import { changeLines } from '../app/library/change-lines.ts';
import { type CadencePlan, changesAnything, type Plan, plan } from '../app/library/plan.ts';
import { type PublicationMode, publicationModes } from '../store/publications.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

interface PlanOptions {
  readonly mode: PublicationMode;
  readonly json?: true;
  readonly exitCode?: true;
}

/** `--mode`, of `plan` and `publish`. */
export function modeOption(): Option {
  return new Option(
    '--mode <mode>',
    'people in flight stay, go over when their touch is over, or at once',
  )
    .choices(publicationModes)
    .default('pin' satisfies PublicationMode);
}

export function registerPlan(program: Command, open: OpenDeps): void {
  program
    .command('plan')
    .description('what publishing would change, and for whom; nothing is written')
    .argument('[keys...]', 'only these cadences')
    .addOption(modeOption())
    .option('--exit-code', 'exit with 2 when something would change')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence plan\n  $ cadence plan new-business --mode move-now',
    )
    .action((keys: readonly string[], options: PlanOptions) =>
      withDeps(open, async ({ app, readLibrary }) => {
        const planned = await plan(app, await readLibrary(), { keys, mode: options.mode });
        if (options.json === true) printJson(planned);
        else print(planLines(planned).join('\n'));
        if (options.exitCode === true && changesAnything(planned)) process.exitCode = 2;
      }),
    );
}

function planLines({ cadences, withoutFile, mode }: Plan): string[] {
  const lines = cadences.flatMap((one) => [
    ...cadenceLines(one, mode),
    ...(one.what === 'changed' ? [''] : []),
  ]);
  const rest = withoutFile.map((key) => `${key} is in no file any more; it stays published`);
  const changed = cadences.filter(({ what }) => what !== 'unchanged').length;
  return [...lines, ...rest, `${changed} of ${cadences.length} cadences would be published`];
}

function cadenceLines(one: CadencePlan, mode: PublicationMode): string[] {
  if (one.what === 'new') return [`${one.cadence}: new`];
  if (one.what === 'unchanged') return [`${one.cadence}: unchanged, version ${one.number}`];
  return [
    `${one.cadence}: changed since version ${one.number}`,
    ...changeLines(one.changes, one.templates).map((line) => `  ${line}`),
    ...one.mails.flatMap(({ step, locale, lines, more }) => [
      `  mail of ${step}${locale === null ? '' : ` (${locale})`}:`,
      ...lines.map((line) => `    ${line}`),
      ...(more === 0 ? [] : [`    … ${more} more lines`]),
    ]),
    ...standingLines(one, mode).map((line) => `  ${line}`),
  ];
}

function standingLines({ standing, sample }: CadencePlan, mode: PublicationMode): string[] {
  if (standing.length === 0) return ['nobody is under way'];
  const counts = standing.map(({ number, status, track, step, count }) => [
    String(number),
    track === null ? (step ?? '(end)') : `${track}: ${step ?? '(end)'}`,
    status,
    String(count),
  ]);
  const touches = sample.map((one) => [one.email, shown(one.today), shown(one.after), how(one)]);
  return [
    ...table(['version', 'next step', 'status', 'enrolments'], counts).split('\n'),
    `some of them, with --mode ${mode}:`,
    ...table(['prospect', 'next touch today', 'and after', ''], touches).split('\n'),
  ];
}

function shown(next: PlannedNext | null): string {
  if (next === null) return 'none';
  return `${next.step} ${next.dueAt?.toISOString().slice(0, 16).replace('T', ' ') ?? 'held'}`;
}

function how({ how: way, today, after }: NextTouches): string {
  switch (way) {
    case 'stays':
      return 'stays';
    case 'next-step':
      return 'goes over after this touch';
    case 'in-air':
      return 'goes over with the outcome of its mail';
    case 'moved':
      return shown(today) === shown(after) ? 'moved' : 'moved, changed';
  }
}
