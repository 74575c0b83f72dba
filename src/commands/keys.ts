import { type Command, InvalidArgumentError } from 'commander';
import { changeKeyEmail, createApiKey, revokeKey } from '../app/api-keys.ts';
import { type Role, roles } from '../domain/codes.ts';
import { InvalidInput, NotFound } from '../errors.ts';
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

const idHelp = 'its id, or its first characters as "keys list" shows them';

const unknownKey = (id: string) =>
  new NotFound('unknown_key', `There is no key "${id}" that is not revoked.`);

interface CreateOptions {
  readonly role: Role;
  readonly name: string;
  readonly email?: string;
  readonly json?: true;
}

interface ChangeOptions {
  /** False: none. */
  readonly email?: string | false;
  readonly json?: true;
}

export function registerKeys(program: Command, open: OpenDeps): void {
  const keys = program.command('keys').description('API keys: create, list, change, revoke');
  keys
    .command('create')
    .description('make a key; it is shown once and kept as a hash only')
    .requiredOption('--role <role>', roles.join(', '), role)
    .option('--name <name>', 'what it is for', 'unnamed')
    .option('--email <address>', 'where links to log in to the console may be sent')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence keys create --role crm --name HubSpot\n  $ cadence keys create --role rep --name Kari --email kari@firm.no',
    )
    .action((options: CreateOptions) =>
      withDeed(open, created(options.role), async ({ app }) => {
        const { name, role, email } = options;
        const made = await createApiKey(app, name, role, email === undefined ? {} : { email });
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
          key.email ?? '',
          key.lastUsedAt?.toISOString() ?? 'never',
          key.revokedAt === null ? '' : 'revoked',
        ]);
        print(table(['key', 'role', 'name', 'e-mail', 'last used', ''], rows));
      }),
    );
  keys
    .command('change')
    .description('give a key another e-mail address, or none')
    .argument('<id>', idHelp)
    .option('--email <address>', 'where links to log in to the console may be sent')
    .option('--no-email', 'send none')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence keys change cad_55JXOwHm --email kari@firm.no\n  $ cadence keys change cad_55JXOwHm --no-email',
    )
    .action((id: string, { email, json }: ChangeOptions) =>
      withDeed(open, { action: 'key.changed', kind: 'key' }, async ({ app }) => {
        if (email === undefined) {
          throw new InvalidInput('nothing_to_change', 'Say --email ADDRESS, or --no-email.');
        }
        const changed = await changeKeyEmail(app, id, email === false ? null : email);
        if (changed === null) throw unknownKey(id);
        if (json === true) return printJson(changed);
        print(`${changed.prefix} ${changed.name}: ${changed.email ?? 'no e-mail address'}`);
      }),
    );
  keys
    .command('revoke')
    .description('revoke a key at once')
    .argument('<id>', idHelp)
    .addHelpText('after', '\nExample:\n  $ cadence keys revoke cad_55JXOwHm')
    .action((id: string) =>
      withDeed(open, { action: 'key.revoked', kind: 'key' }, async ({ app }) => {
        if (!(await revokeKey(app, id))) throw unknownKey(id);
        print(`${id} revoked`);
      }),
    );
}
