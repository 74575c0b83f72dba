import type { Command } from 'commander';
import { publishLibrary } from '../app/publish.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson } from './print.ts';

export function registerPublish(program: Command, open: OpenDeps): void {
  program
    .command('publish')
    .description(
      'publish the cadences whose content has changed; people in flight stay on their version',
    )
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence publish')
    .action((options: { readonly json?: true }) =>
      withDeps(open, async ({ app, library }) => {
        const published = await publishLibrary(app, library);
        if (options.json === true) return printJson(published);
        for (const { cadence, number, changed } of published) {
          print(`${cadence} version ${number}${changed ? ' published' : ' unchanged'}`);
        }
      }),
    );
}
