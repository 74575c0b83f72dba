import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { placedMails } from '../app/library/preview-composer.ts';
import { previewStep } from '../app/library/preview-file.ts';
import { InvalidInput } from '../errors.ts';
import { type CadenceFiles, cadenceFromFiles, readProspectFile } from './library-file.ts';
import { configFor } from './open.ts';
import { previewList } from './preview-list.ts';
import { print, printJson } from './print.ts';
import { makeFolder, writeTo } from './write.ts';

interface PreviewOptions {
  readonly prospect?: string;
  readonly prospects?: string;
  readonly variant?: string;
  readonly out?: string;
  readonly html?: string;
  readonly json?: true;
}

/** `preview`: one mail as .html, .txt and .eml, or an audit of all mails for a list. */
export function registerPreview(program: Command): void {
  program
    .command('preview')
    .description(
      'render one mail to .html, .txt and .eml, or try all mails on a list of prospects; sends nothing, needs no database',
    )
    .argument('<cadence>', 'key of a cadence in CADENCES_DIR')
    .argument('[step]', 'id of a mail step, also of a track; of a list: this one only')
    .option('--prospect <file>', 'JSON with email, firstName, company, locale, …')
    .addOption(
      new Option(
        '--prospects <file>',
        'CSV: what would be held, and why; exit 1 when anything would',
      ).conflicts(['prospect', 'variant', 'out']),
    )
    .option('--variant <id>', 'of a mail that has several (default: the first)')
    .option('--out <folder>', 'where to write (default: CADENCE_HOME/preview)')
    .option('--html <file>', 'of a list: also write a page, with a sample of each mail')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence preview new-business intro --prospect kari.json\n  $ cadence preview new-business price-answer --out /tmp/mail\n  $ cadence preview new-business --prospects prospects.csv --html audit.html',
    )
    .action(async (key: string, step: string | undefined, options: PreviewOptions) => {
      const files = await cadenceFromFiles(configFor('command'), key);
      const { prospects } = options;
      if (prospects !== undefined) return previewList(files, prospects, step, options);
      if (options.html !== undefined) {
        throw new InvalidInput(
          'needs_a_list',
          '--html is for a list: name it with --prospects FILE.csv.',
        );
      }
      return previewOne(files, requireStep(files, step), options);
    });
}

function requireStep({ cadence }: CadenceFiles, step: string | undefined): string {
  if (step !== undefined) return step;
  const mails = placedMails(cadence).map((mail) => mail.step.id);
  throw new InvalidInput(
    'missing_step',
    `Say which mail (${mails.join(', ')}), or try all of them on a list with --prospects FILE.csv.`,
  );
}

async function previewOne(
  { library, cadence }: CadenceFiles,
  step: string,
  options: PreviewOptions,
): Promise<void> {
  const { email, ...rest } = await readProspectFile(options.prospect);
  const domain = email.split('@')[1] ?? '';
  const prospect = { email, domain, ...rest };
  const mail = await previewStep(library, cadence, step, prospect, options.variant);
  const folder = options.out ?? join(configFor('command').CADENCE_HOME, 'preview');
  await makeFolder(folder);
  const files = [];
  for (const [ending, content] of [
    ['html', mail.html],
    ['txt', mail.text],
    ['eml', mail.eml],
  ] as const) {
    const file = join(folder, `${cadence.key}.${step}.${ending}`);
    await writeTo(file, content);
    files.push(file);
  }
  if (options.json === true) return printJson({ subject: mail.subject, files });
  print(`subject: ${mail.subject}`);
  for (const file of files) print(file);
}
