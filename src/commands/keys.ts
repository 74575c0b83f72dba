import { type Command, InvalidArgumentError } from 'commander';
import { createApiKey, revokeKey } from '../app/api-keys.ts';
import { type Role, roles } from '../domain/codes.ts';
import { NotFound } from '../errors.ts';
import { listApiKeys } from '../store/api-keys.ts';
import { withDeed } from './deed.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, say, table } from './print.ts';

const role = (text: string): Role => {
  const found = roles.find((one) => one === text);
  if (found === undefined) throw new InvalidArgumentError(`It is one of ${roles.join(', ')}.`);
  return found;
};

const created = (role: Role) => ({ action: 'key.created', kind: 'key', data: { role } }) as const;

export function registerKeys(program: Command, open: OpenDeps): void {
  const keys = program.command('keys').description('API keys: create, list, revoke');
  keys
    .command('create')
    .description('make a key; it is shown once and kept as a hash only')
    .requiredOption('--role <role>', roles.join(', '), role)
    .option('--name <name>', 'what it is for', 'unnamed')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence keys create --role crm --name HubSpot')
    .action((options: { readonly role: Role; readonly name: string; readonly json?: true }) =>
      withDeed(open, created(options.role), async ({ app }) => {
        const made = await createApiKey(app, options.name, options.role);
        if (options.json === true) return printJson(made);
        say(`${made.role} key "${made.name}", shown this once:`);
        print(made.key);
      }),
    );
  keys
    .command('list')
    .description('all keys, by their first characters')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence keys list')
    .action((options: { readonly json?: true }) =>
      withDeps(open, async ({ app }) => {
        const all = await listApiKeys(app.db);
        if (options.json === true) return printJson(all);
        const rows = all.map((key) => [
          key.prefix,
          key.role,
          key.name,
          key.lastUsedAt?.toISOString() ?? 'never',
          key.revokedAt === null ? '' : 'revoked',
        ]);
        print(table(['key', 'role', 'name', 'last used', ''], rows));
      }),
    );
  keys
    .command('revoke')
    .description('revoke a key at once')
    .argument('<id>', 'its id, or its first characters as "keys list" shows them')
    .addHelpText('after', '\nExample:\n  $ cadence keys revoke cad_55JXOwHm')
    .action((id: string) =>
      withDeed(open, { action: 'key.revoked', kind: 'key' }, async ({ app }) => {
        if (!(await revokeKey(app, id))) {
          throw new NotFound('unknown_key', `There is no key "${id}" that is not revoked.`);
        }
        print(`${id} revoked`);
      }),
    );
}
