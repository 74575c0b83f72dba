import type { Command } from 'commander';
import type { App } from '../app/context.ts';
import { changeEnrolment, type PersonAction } from '../app/enrolments/change-enrolment.ts';
import { explain } from '../app/enrolments/explain.ts';
import { reopenEnrolment } from '../app/enrolments/reopen-enrolment.ts';
import { tellObjection } from '../app/events/told-objection.ts';
import { systemClock } from '../clock.ts';
import { inEnglish } from '../domain/sentence.ts';
import { InvalidInput } from '../errors.ts';
import { readEnrolment } from '../store/enrolments.ts';
import { withDeed } from './deed.ts';
import { requireId } from './id.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson } from './print.ts';
import { readInstant } from './since.ts';

interface Json {
  readonly json?: true;
}

const exampleId = '0198c0de-0000-7000-8000-000000000000';

/** A command about one enrolment, with an example each. */
function aboutOne(program: Command, name: string, description: string, ...rests: string[]) {
  const examples = rests.map((rest) => `\n  $ cadence ${name} ${exampleId}${rest}`).join('');
  return program
    .command(name)
    .description(description)
    .argument('<id>', 'id of an enrolment, as "cadence status" shows it')
    .option('--json', 'as JSON')
    .addHelpText('after', `\nExample${rests.length > 1 ? 's' : ''}:${examples}`);
}

/** A time to come, in UTC unless it says otherwise; null when none is given. @throws InvalidInput `invalid_date` */
function readUntil(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const read = readInstant(text);
  if (read > systemClock.now()) return read;
  throw new InvalidInput(
    'invalid_date',
    `${text} is not in the future: it would not pause at all.`,
  );
}

const deeds = {
  pause: 'enrolment.paused',
  resume: 'enrolment.resumed',
  advance: 'enrolment.advanced',
  exit: 'enrolment.exited',
  reopen: 'enrolment.reopened',
  objection: 'enrolment.objected',
} as const;

type CliAction =
  | PersonAction
  | { readonly do: 'reopen' }
  | { readonly do: 'objection'; readonly category: string; readonly text?: string | undefined };

async function done(
  app: App,
  id: string,
  action: CliAction,
): Promise<{ readonly inFlight: boolean; readonly changed?: boolean; readonly because?: string }> {
  if (action.do === 'objection') {
    const { inFlight, unchanged } = await tellObjection(app, id, action, 'cli');
    if (unchanged === null) return { inFlight, changed: true };
    return { inFlight, changed: false, because: `${inEnglish(unchanged)}.` };
  }
  if (action.do !== 'reopen') return changeEnrolment(app, id, action, 'cli');
  await reopenEnrolment(app, id, 'cli');
  return { inFlight: false };
}

/** What a person does to one enrolment, and why it stands where it stands. */
export function registerEnrolment(program: Command, open: OpenDeps): void {
  const act = async (typed: string, action: CliAction, options: Json) => {
    const id = requireId(typed, 'an enrolment');
    const { do: what, ...all } = action;
    const data = what === 'objection' ? { category: action.category } : all;
    const deed = { action: deeds[what], kind: 'enrolment', id, data } as const;
    await withDeed(open, deed, async ({ app }) => {
      const { inFlight, ...came } = await done(app, id, action);
      const enrolment = await readEnrolment(app.db, id);
      if (options.json === true) return printJson({ ...enrolment, inFlight, ...came });
      const { nextTouch: next, state } = enrolment ?? {};
      const when = next?.dueAt == null ? '' : `, ${next.step} at ${next.dueAt.toISOString()}`;
      const until = state?.resumeAt == null ? '' : ` until ${state.resumeAt}`;
      const flying = inFlight ? '; one mail is still on its way' : '';
      print(`${id} is ${state?.status}${until}${when}${flying}`);
      if (came.because !== undefined) print(came.because);
    });
  };
  aboutOne(program, 'pause', 'hold an enrolment', '', ' --until 2026-12-01')
    .option('--until <time>', 'resume by itself then: 2026-12-01 or 2026-12-01T09:00:00+01:00')
    .action(async (id: string, options: Json & { readonly until?: string }) =>
      act(id, { do: 'pause', until: readUntil(options.until) }, options),
    );
  aboutOne(program, 'resume', 'let a paused enrolment go on', '').action(
    (id: string, options: Json) => act(id, { do: 'resume' }, options),
  );
  aboutOne(
    program,
    'advance',
    'move an enrolment to a stage, ahead unless --backwards',
    ' --stage closing',
  )
    .requiredOption('--stage <stage>', 'a stage of its cadence')
    .option('--backwards', 'also to one that lies behind; no mail goes out twice')
    .action((id: string, options: Json & { readonly stage: string; readonly backwards?: true }) => {
      const back = options.backwards === true ? { backwards: true as const } : {};
      return act(id, { do: 'advance', stage: options.stage, ...back }, options);
    });
  aboutOne(program, 'exit', 'end an enrolment', '').action((id: string, options: Json) =>
    act(id, { do: 'exit', reason: 'manual' }, options),
  );
  aboutOne(program, 'reopen', 'take back that a person ended an enrolment', '').action(
    (id: string, options: Json) => act(id, { do: 'reopen' }, options),
  );
  aboutOne(
    program,
    'objection',
    'note an objection that was heard on the phone or in a meeting',
    ' --category price',
  )
    .requiredOption('--category <category>', 'price, timing, …, or one of its cadence')
    .option('--text <text>', 'what they said')
    .action((id: string, told: Json & { readonly category: string; readonly text?: string }) =>
      act(id, { do: 'objection', category: told.category, text: told.text }, told),
    );
  const why = 'why an enrolment stands where it stands, and what comes next';
  aboutOne(program, 'explain', why, '', ' --json').action(async (typed: string, options: Json) => {
    const id = requireId(typed, 'an enrolment');
    await withDeps(open, async ({ app }) => {
      const told = await explain(app, id);
      if (options.json === true) return printJson(told);
      print(`${told.status}${told.code === null ? '' : ` (${told.code})`}: ${told.summary}`);
    });
  });
}
