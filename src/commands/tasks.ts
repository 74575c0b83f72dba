import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { closeTask } from '../app/enrolments/close-task.ts';
import { snoozeTask } from '../app/enrolments/snooze-task.ts';
import { editDraft, showDraft } from '../app/sending/mail-draft.ts';
import { seesAll, whose } from '../domain/viewer.ts';
import { countSnoozedTasks } from '../store/snoozed-tasks.ts';
import { listTasks } from '../store/tasks.ts';
import { type CommandDeed, withDeed } from './deed.ts';
import { requireId } from './id.ts';
import { requireFile } from './list-file.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';
import { readInstant } from './since.ts';

interface JsonOption {
  readonly json?: true;
}

interface EditOptions extends JsonOption {
  readonly subject?: string;
  readonly html?: string;
  readonly text?: string;
}

interface ListOptions extends JsonOption {
  readonly kind?: string;
  readonly owner?: string;
  readonly snoozed?: true;
}

const mostShown = 500;
const anId = '0198c0de-0000-7000-8000-000000000000';

export function registerTasks(program: Command, open: OpenDeps): void {
  const tasks = program
    .command('tasks')
    .description('what people have to do, and mails to approve');
  tasks
    .command('list')
    .description('open tasks, the oldest first')
    .option('--kind <kind>', 'only these, as in approval or call')
    .option('--owner <owner>', 'only those of this person')
    .option('--snoozed', 'only those that are put off, and until when; else only the others')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence tasks list --kind approval\n  $ cadence tasks list --snoozed',
    )
    .action(({ json, kind, owner, snoozed: away }: ListOptions) =>
      withDeps(open, async ({ app }) => {
        const snoozed = away === true;
        const at = app.clock.now();
        const of = { status: 'open', kind, owner, limit: mostShown };
        const all = await listTasks(app.db, { ...of, snoozed: { are: snoozed, at } });
        if (json === true) return printJson(all);
        const rows = all.map((task) => [
          ...[task.id, task.kind, task.title, task.owner ?? ''],
          (snoozed ? task.snoozedUntil : task.dueAt)?.toISOString() ?? '',
        ]);
        print(table(['id', 'kind', 'title', 'owner', snoozed ? 'back' : 'due'], rows));
        const others = snoozed
          ? 0
          : await countSnoozedTasks(app.db, whose(seesAll, owner ?? ''), at);
        if (others > 0)
          print(`${others} snoozed${owner === undefined ? '' : ` of ${owner}`}: see --snoozed`);
      }),
    );
  tasks
    .command('mail')
    .description('the mail that waits for approval, as it is sent')
    .argument('<id>', 'id of the task')
    .option('--json', 'as JSON, with the HTML')
    .addHelpText('after', `\nExample:\n  $ cadence tasks mail ${anId}`)
    .action((typed: string, options: JsonOption) =>
      withDeps(open, async ({ app }) => {
        const draft = await showDraft(app, requireId(typed, 'a task'));
        if (options.json === true) return printJson(draft);
        print(`To: ${draft.task.email}\nSubject: ${draft.subject}\n\n${draft.text}`);
      }),
    );
  tasks
    .command('edit')
    .description('write a mail anew that waits for approval; it still waits')
    .argument('<id>', 'id of the task')
    .option('--subject <text>', 'another subject')
    .option('--html <file>', 'another HTML; needs --text')
    .option('--text <file>', 'another text part')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `\nExample:\n  $ cadence tasks edit ${anId} --subject "Our offer, as agreed"`,
    )
    .action((typed: string, options: EditOptions) =>
      withDeed(open, deedTo(typed, 'mail.edited'), async ({ app }) => {
        const edit = {
          subject: options.subject,
          html: await contentOf(options.html),
          text: await contentOf(options.text),
        };
        const draft = await editDraft(app, requireId(typed, 'a task'), edit, 'cli');
        if (options.json === true) return printJson(draft);
        print(`"${draft.subject}" waits for approval as it is now`);
      }),
    );
  tasks
    .command('snooze')
    .description('put a task off: it stays open, and comes back by itself')
    .argument('<id>', 'id of the task')
    .requiredOption('--until <time>', 'as in 2026-12-01 or 2026-12-01T09:00:00+01:00')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `\nExample:\n  $ cadence tasks snooze ${anId} --until 2026-12-01T09:00:00+01:00`,
    )
    .action((typed: string, { until: text, json }: JsonOption & { readonly until: string }) => {
      const until = readInstant(text);
      const deed = deedTo(typed, 'task.snoozed', { until });
      return withDeed(open, deed, async ({ app }) => {
        const task = await snoozeTask(app, requireId(typed, 'a task'), until, 'cli');
        if (json === true) return printJson(task);
        print(`${task.title}: snoozed until ${until.toISOString()}`);
      });
    });
  tasks
    .command('wake')
    .description('bring a task back that was put off')
    .argument('<id>', 'id of the task')
    .option('--json', 'as JSON')
    .addHelpText('after', `\nExample:\n  $ cadence tasks wake ${anId}`)
    .action((typed: string, { json }: JsonOption) =>
      withDeed(open, deedTo(typed, 'task.woken', {}), async ({ app }) => {
        const task = await snoozeTask(app, requireId(typed, 'a task'), null, 'cli');
        if (json === true) return printJson(task);
        print(`${task.title}: back in the list`);
      }),
    );
  for (const [verb, what] of [
    ['approve', 'let a mail go, as "tasks mail" shows it'],
    ['reject', 'leave a mail out; the cadence goes on'],
  ] as const) {
    tasks
      .command(verb)
      .description(what)
      .argument('<id>', 'id of the task')
      .option('--note <text>', 'why')
      .option('--json', 'as JSON')
      .addHelpText('after', `\nExample:\n  $ cadence tasks ${verb} ${anId}`)
      .action((typed: string, { note, json }: JsonOption & { readonly note?: string }) =>
        withDeed(open, deedTo(typed, closes[verb]), async ({ app }) => {
          const closing = { do: verb, outcome: null, note: note ?? null };
          const task = await closeTask(app, requireId(typed, 'a task'), closing, 'cli');
          if (json === true) return printJson(task);
          print(`${task.title}: ${verb === 'approve' ? 'approved' : 'rejected'}`);
        }),
      );
  }
}

async function contentOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  await requireFile(file);
  return readFile(file, 'utf8');
}

const closes = { approve: 'mail.approved', reject: 'mail.rejected' } as const;

function deedTo(
  typed: string,
  action: CommandDeed['action'],
  data?: CommandDeed['data'],
): CommandDeed {
  const deed = { action, kind: 'task', id: requireId(typed, 'a task') } as const;
  return data === undefined ? deed : { ...deed, data, told: 'when-changed' };
}
