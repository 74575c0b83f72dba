import { join } from 'node:path';
import type { Command } from 'commander';
import { previewStep } from '../app/preview-file.ts';
import { cadenceFromFiles, readProspectFile } from './library-file.ts';
import { configFor } from './open.ts';
import { print, printJson } from './print.ts';
import { makeFolder, writeTo } from './write.ts';

interface PreviewOptions {
  readonly prospect?: string;
  readonly variant?: string;
  readonly out?: string;
  readonly json?: true;
}

/** `preview`: one mail as .html, .txt and .eml. */
export function registerPreview(program: Command): void {
  program
    .command('preview')
    .description('render one mail to .html, .txt and .eml; sends nothing, needs no database')
    .argument('<cadence>', 'key of a cadence in CADENCES_DIR')
    .argument('<step>', 'id of a mail step, also of a track')
    .option('--prospect <file>', 'JSON with email, firstName, company, locale, …')
    .option('--variant <id>', 'of a mail that has several (default: the first)')
    .option('--out <folder>', 'where to write (default: CADENCE_HOME/preview)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence preview new-business intro --prospect kari.json\n  $ cadence preview new-business price-answer --out /tmp/mail',
    )
    .action(async (key: string, step: string, options: PreviewOptions) => {
      const config = configFor('command');
      const { library, cadence } = await cadenceFromFiles(config, key);
      const { email, ...rest } = await readProspectFile(options.prospect);
      const domain = email.split('@')[1] ?? '';
      const prospect = { email, domain, ...rest };
      const { variant } = options;
      const mail = await previewStep(library, cadence, step, prospect, variant);
      const folder = options.out ?? join(config.CADENCE_HOME, 'preview');
      await makeFolder(folder);
      const files = [];
      for (const [ending, content] of [
        ['html', mail.html],
        ['txt', mail.text],
        ['eml', mail.eml],
      ] as const) {
        const file = join(folder, `${key}.${step}.${ending}`);
        await writeTo(file, content);
        files.push(file);
      }
      if (options.json === true) return printJson({ subject: mail.subject, files });
      print(`subject: ${mail.subject}`);
      for (const file of files) print(file);
    });
}
