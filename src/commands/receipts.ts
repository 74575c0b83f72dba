import { type Command, Option } from 'commander';
import type { PublicReceipt } from '../app/events/event-receipts.ts';
import {
  inPlainWords,
  type KeptItem,
  type KeptOutcome,
  keptOutcomes,
  listKept,
  replayAny,
  showKept,
} from '../app/events/kept-list.ts';
import { type AskedFix, replayUnmatched } from '../app/events/replay-events.ts';
import { type EventType, eventTypes } from '../domain/event.ts';
import { fixedFields } from '../domain/fix-event.ts';
import { InvalidInput } from '../errors.ts';
import { withDeed } from './deed.ts';
import { requireId } from './id.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, say, table } from './print.ts';
import { readSince } from './since.ts';
import { wholeNumber } from './whole-number.ts';

const exampleId = '0198c0de-0000-7000-8000-000000000000';

interface ListOptions {
  readonly outcome: KeptOutcome;
  readonly source?: string;
  readonly q?: string;
  readonly since?: string;
  readonly limit: number;
  readonly json?: true;
}

interface ReplayOptions {
  readonly email?: string;
  readonly prospect?: string;
  readonly enrolment?: string;
  readonly type?: EventType;
  readonly all?: true;
  readonly since?: string;
  readonly source?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** Events that could not be applied: looked at, put right, replayed. */
export function registerReceipts(program: Command, open: OpenDeps): void {
  const receipts = program
    .command('receipts')
    .description('events that could not be applied: list, show, replay');
  receipts
    .command('list')
    .description('those about nobody whom we know, or of another outcome, newest first')
    .addOption(
      new Option('--outcome <outcome>', 'which list').choices(keptOutcomes).default('unmatched'),
    )
    .option('--source <source>', 'of one source only')
    .option('--q <text>', 'with this in its id, its type or the person that it names')
    .option('--since <time>', 'received then or later')
    .option('--limit <n>', 'so many', wholeNumber(1, 500), 50)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence receipts list --since 2026-11-24\n  $ cadence receipts list --outcome unreadable --source crm',
    )
    .action(async ({ json, outcome, since: typed, ...rest }: ListOptions) => {
      const since = readSince(typed);
      await withDeps(open, async ({ app }) => {
        const items = await listKept(app, outcome, { ...rest, since, cursor: null });
        if (json === true) return printJson(items.map(inPlainWords));
        if (items.length === 0) return print(`Nothing is ${outcome}.`);
        print(table(['id', 'received', 'source', 'what', 'whom', 'by now'], items.map(lineOf)));
        if (items.length === rest.limit) say(`the newest ${rest.limit}; --limit shows more`);
      });
    });
  receipts
    .command('show')
    .description('one of them: what came, whom we looked for, and who may be meant')
    .argument('<id>', 'its id, as "receipts list" shows it')
    .option('--json', 'as JSON')
    .addHelpText('after', `\nExample:\n  $ cadence receipts show ${exampleId}`)
    .action(async (typed: string) => {
      const id = requireId(typed, 'a receipt');
      await withDeps(open, async ({ app }) => printJson(inPlainWords(await showKept(app, id))));
    });
  registerReplay(receipts, open);
}

function registerReplay(receipts: Command, open: OpenDeps): void {
  receipts
    .command('replay')
    .description('apply them now, put right where need be; done twice, nothing changes')
    .argument('[ids...]', 'ids of receipts')
    .option('--email <address>', 'it is about this person')
    .option('--prospect <id>', 'it is about this prospect')
    .option('--enrolment <id>', 'it is about this enrolment')
    .addOption(new Option('--type <type>', 'what it should have been').choices(eventTypes))
    .option('--all', 'all unmatched ones whose person is there by now')
    .option('--since <time>', 'with --all: received then or later')
    .option('--source <source>', 'with --all: of one source only')
    .option('--dry-run', 'say what would happen, and do nothing')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `\nExamples:\n  $ cadence receipts replay ${exampleId} --email kari@example.no\n  $ cadence receipts replay --all --since 2026-11-24 --dry-run`,
    )
    .action(async (typed: readonly string[], options: ReplayOptions) => {
      const ids = typed.map((id) => requireId(id, 'a receipt'));
      if ((ids.length === 0) === (options.all === undefined)) {
        throw new InvalidInput('nothing_named', 'Give the ids of receipts, or --all.');
      }
      const fix = fixOf(options);
      if (options.all === true && fixedFields({ ...fix }).length > 0) {
        throw new InvalidInput('fix_for_one', 'Put right one at a time: name it by its id.');
      }
      await replayThem(open, ids, fix, options);
    });
}

function fixOf({ email, prospect, enrolment, type }: ReplayOptions): AskedFix {
  const prospectId = prospect === undefined ? undefined : requireId(prospect, 'a prospect');
  const enrolmentId = enrolment === undefined ? undefined : requireId(enrolment, 'an enrolment');
  return { email, prospectId, enrolmentId, type };
}

async function replayThem(
  open: OpenDeps,
  ids: readonly string[],
  fix: AskedFix,
  { all, since: typed, source, dryRun, json }: ReplayOptions,
): Promise<void> {
  const who = { isTrial: dryRun === true };
  const filter = { since: readSince(typed), source };
  const deed = { action: 'receipt.replayed', kind: 'receipt', told: 'by-itself' } as const;
  await withDeed(open, deed, async ({ app }) => {
    const receipts: PublicReceipt[] = [];
    for (const id of ids) receipts.push(...(await replayAny(app, id, fix, who)));
    for (
      let cursor: string | null | undefined = all === true ? null : undefined;
      cursor !== undefined;
    ) {
      const part = await replayUnmatched(app, filter, cursor, who);
      receipts.push(...part.receipts);
      cursor = part.nextCursor ?? undefined;
    }
    if (json === true) return printJson(receipts);
    if (receipts.length === 0) return print('Nobody of whom they speak is there yet.');
    const rows = receipts.map(({ id, outcome, enrolmentId, reason }) => [
      ...[id, outcome, enrolmentId ?? '', reason ?? ''],
    ]);
    print(table(['id', 'outcome', 'enrolment', 'why'], rows));
  });
}

function lineOf(item: KeptItem): string[] {
  const { id, source, receivedAt } = item;
  const start = [id, receivedAt.toISOString(), source];
  if (item.outcome === 'unreadable') return [...start, item.message, '', ''];
  const { type, event } = item;
  const byNow = item.personByNow === undefined ? '' : (item.personByNow.enrolmentId ?? 'there');
  return [...start, type, whomOf(event?.match ?? {}), byNow];
}

type Match = NonNullable<Exclude<KeptItem, { outcome: 'unreadable' }>['event']>['match'];

function whomOf({ enrolmentId, messageId, email, externalId, dealId }: Match): string {
  const ids = [dealId, externalId].map((one) =>
    one === undefined ? null : `${one.source} ${one.id}`,
  );
  return [email, ...ids, messageId, enrolmentId].filter((one) => one != null).join(', ');
}
