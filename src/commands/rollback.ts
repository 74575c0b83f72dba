import { type Command, InvalidArgumentError } from 'commander';
import { movePending } from '../app/enrolments/move-pending.ts';
import { rollback } from '../app/library/rollback.ts';
import { listPublications, type Publication } from '../store/publications.ts';
import { withDeed } from './deed.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

const shownAtMost = 50;

/** Cadences that a line of the table names. */
const listedAtMost = 3;

const publicationId = (text: string) => {
  if (!/^\d{1,9}$/.test(text)) {
    throw new InvalidArgumentError('It is a number that "cadence publications" shows.');
  }
  return Number(text);
};

export function registerRollback(program: Command, open: OpenDeps): void {
  program
    .command('rollback')
    .description(
      'take a publication back: the versions before it are current again, and whom it moved is put back',
    )
    .argument('[publication]', 'its number (default: the last)', publicationId)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  $ cadence rollback\n  $ cadence rollback 7')
    .action((id: number | undefined, options: { readonly json?: true }) =>
      withDeed(open, { action: 'publication.taken_back', kind: 'publication' }, async ({ app }) => {
        const back = await rollback(app, id ?? null, 'cli');
        const putBack = await movePending(app);
        if (options.json === true) return printJson({ ...back, putBack });
        print(`publication ${back.takesBack} is taken back: ${putBack} put back`);
        for (const { cadence, number } of back.cadences) {
          print(
            number === null
              ? `${cadence} is not published any more`
              : `${cadence} version ${number} is current`,
          );
        }
      }),
    );
  program
    .command('publications')
    .description('what was published together, the newest first')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence publications')
    .action((options: { readonly json?: true }) =>
      withDeps(open, async ({ app }) => {
        const publications = await listPublications(app.db, shownAtMost);
        if (options.json === true) return printJson(publications);
        const headers = ['publication', 'at', 'by', 'mode', 'moved', 'cadences', ''];
        print(table(headers, publications.map(row)));
      }),
    );
}

function row(one: Publication): string[] {
  const versions = one.cadences.map(({ cadence, number, previousNumber }) => {
    const [from, to] = [previousNumber ?? 'none', number ?? 'none'];
    return `${cadence} ${from} → ${to}`;
  });
  const rest = versions.splice(listedAtMost).length;
  if (rest > 0) versions.push(`and ${rest} more`);
  const remark =
    one.takesBack !== null
      ? `takes back ${one.takesBack}`
      : one.takenBackBy !== null
        ? `taken back by ${one.takenBackBy}`
        : '';
  const at = one.at.toISOString().slice(0, 19).replace('T', ' ');
  return [
    String(one.id),
    at,
    one.publishedBy,
    one.mode,
    String(one.moved),
    versions.join(', '),
    remark,
  ];
}
