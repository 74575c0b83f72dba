import type { Command } from 'commander';
import { eraseProspect, exportProspect } from '../app/people/erase.ts';
import { normaliseAddress } from '../domain/address.ts';
import { InvalidInput, NotFound } from '../errors.ts';
import { deedIsTo } from '../store/deeds.ts';
import { readProspectByAddress } from '../store/prospects.ts';
import { withDeed } from './deed.ts';
import { requireId } from './id.ts';
import type { OpenDeps, OpenedDeps } from './open.ts';
import { print, printJson } from './print.ts';

/** `prospects export` and `prospects erase`: what a person may ask for. */
export function registerPerson(prospects: Command, open: OpenDeps): void {
  prospects
    .command('export')
    .description('all that is held on a person, as JSON')
    .argument('<who>', 'an e-mail address, or the id of a prospect')
    .addHelpText('after', '\nExample:\n  $ cadence prospects export kari@example.no > kari.json')
    .action((who: string) =>
      withDeed(open, { action: 'prospect.exported', kind: 'prospect' }, async ({ app }) => {
        const id = await prospectOf(app, who);
        printJson(await exportProspect(app, id));
      }),
    );
  prospects
    .command('erase')
    .description('forget a person: what runs ends, what names them goes, totals stay')
    .argument('<who>', 'an e-mail address, or the id of a prospect')
    .option('--yes', 'do it; there is no way back')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence prospects erase kari@example.no --yes')
    .action(async (who: string, { yes, json }: { readonly yes?: true; readonly json?: true }) => {
      if (yes !== true) {
        throw new InvalidInput('confirm_needed', 'An erasure cannot be taken back: say --yes.');
      }
      const deed = { action: 'prospect.erased', kind: 'prospect', told: 'when-changed' } as const;
      await withDeed(open, deed, async ({ app }) => {
        const id = await prospectOf(app, who);
        await eraseProspect(app, id);
        if (json === true) printJson({ prospectId: id, erased: true });
        else print(`prospect ${id} is erased`);
      });
    });
}

/** The id of whom somebody means. @throws NotFound `unknown_prospect`, InvalidInput */
async function prospectOf({ db }: OpenedDeps['app'], who: string): Promise<string> {
  if (!who.includes('@')) {
    const id = requireId(who, 'a prospect');
    deedIsTo('prospect', id);
    return id;
  }
  const address = normaliseAddress(who);
  if (address === null) {
    throw new InvalidInput('invalid_address', `"${who}" is not an e-mail address.`);
  }
  const prospect = await readProspectByAddress(db, address);
  if (prospect === null) {
    throw new NotFound('unknown_prospect', `There is no prospect with the address ${who}.`);
  }
  deedIsTo('prospect', prospect.id);
  return prospect.id;
}
