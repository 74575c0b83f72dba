import type { Command } from 'commander';
import { changeEnrolment, type PersonAction } from '../app/change-enrolment.ts';
import { explain } from '../app/explain.ts';
import { InvalidInput } from '../errors.ts';
import { readEnrolment } from '../store/enrolments.ts';
import { requireId } from './id.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson } from './print.ts';

interface Json {
  readonly json?: true;
}

/** What a person does to one enrolment, and why it stands where it stands. */
export function registerEnrolment(program: Command, open: OpenDeps): void {
  const act = (id: string, action: PersonAction, options: Json) =>
    withDeps(open, async ({ app }) => {
      const { inFlight } = await changeEnrolment(app, requireId(id, 'an enrolment'), action, 'cli');
      const enrolment = await readEnrolment(app.db, id);
      if (options.json === true) return printJson({ ...enrolment, inFlight });
      const next = enrolment?.nextTouch;
      const when = next?.dueAt == null ? '' : `, ${next.step} at ${next.dueAt.toISOString()}`;
      print(
        `${id} is ${enrolment?.state.status}${when}${inFlight ? '; one mail is still on its way' : ''}`,
      );
    });
  program
    .command('pause')
    .description('hold an enrolment')
    .argument('<id>')
    .option('--until <date>', 'resume by itself then, as in 2026-12-01')
    .option('--json', 'as JSON')
    .action((id: string, options: Json & { readonly until?: string }) => {
      const until = options.until === undefined ? null : new Date(options.until);
      if (until !== null && Number.isNaN(until.getTime())) {
        throw new InvalidInput(
          'invalid_date',
          `"${options.until}" is not a date such as 2026-12-01.`,
        );
      }
      return act(id, { do: 'pause', until }, options);
    });
  program
    .command('resume')
    .description('let a paused enrolment go on')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action((id: string, options: Json) => act(id, { do: 'resume' }, options));
  program
    .command('advance')
    .description('move an enrolment to a stage that lies ahead')
    .argument('<id>')
    .requiredOption('--stage <stage>', 'a stage of its cadence')
    .option('--json', 'as JSON')
    .action((id: string, options: Json & { readonly stage: string }) =>
      act(id, { do: 'advance', stage: options.stage }, options),
    );
  program
    .command('exit')
    .description('end an enrolment')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action((id: string, options: Json) => act(id, { do: 'exit', reason: 'manual' }, options));
  program
    .command('explain')
    .description('why an enrolment stands where it stands, and what comes next')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action((id: string, options: Json) =>
      withDeps(open, async ({ app }) => {
        const told = await explain(app, requireId(id, 'an enrolment'));
        if (options.json === true) return printJson(told);
        print(`${told.status}${told.code === null ? '' : ` (${told.code})`}: ${told.summary}`);
      }),
    );
}
