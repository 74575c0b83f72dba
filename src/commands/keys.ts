import { type Command, InvalidArgumentError } from 'commander';
import { changeKey, createApiKey, type KeyChange, revokeKey } from '../app/api-keys.ts';
import { type Role, roles } from '../domain/codes.ts';
import { type KeyReach, viewerOf } from '../domain/viewer.ts';
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

const addresses = (text: string) => text.split(',').filter((one) => one.trim() !== '');

/** Whose work a key sees, in words. */
function seenBy(key: KeyReach): string {
  const { owners } = viewerOf(key);
  return owners === null ? 'everything' : `${owners.join(', ')} and what nobody owns`;
}

const emailHelp = 'where links to log in to the console may be sent; a rep sees what it owns';
const teamHelp = 'of a manager: whose work she sees besides her own, as kari@firm.no,ola@firm.no';

interface CreateOptions {
  readonly role: Role;
  readonly name: string;
  readonly email?: string;
  readonly team?: readonly string[];
  readonly json?: true;
}

interface ChangeOptions {
  /** False: none. */
  readonly email?: string | false;
  readonly team?: readonly string[] | false;
  readonly seesAll?: true;
  readonly json?: true;
}

function changeOf({ email, team, seesAll }: ChangeOptions): KeyChange {
  if (email === undefined && team === undefined) {
    throw new InvalidInput(
      'nothing_to_change',
      'Say --email ADDRESS or --no-email, --team ADDRESSES or --no-team.',
    );
  }
  return {
    ...(email === undefined ? {} : { email: email === false ? null : email }),
    ...(team === undefined ? {} : { team: team === false ? [] : team }),
    maySeeAll: seesAll === true,
  };
}

export function registerKeys(program: Command, open: OpenDeps): void {
  const keys = program.command('keys').description('API keys: create, list, change, revoke');
  keys
    .command('create')
    .description('make a key; it is shown once and kept as a hash only')
    .requiredOption('--role <role>', roles.join(', '), role)
    .option('--name <name>', 'what it is for', 'unnamed')
    .option('--email <address>', emailHelp)
    .option('--team <addresses>', teamHelp, addresses)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
A rep with an address sees what it owns and what nobody owns, a manager also what her team owns. Without, and in every
other role, a key sees everything.

Examples:
  $ cadence keys create --role crm --name HubSpot
  $ cadence keys create --role rep --name Kari --email kari@firm.no
  $ cadence keys create --role manager --name Eva --email eva@firm.no --team kari@firm.no,ola@firm.no`,
    )
    .action((options: CreateOptions) =>
      withDeed(open, created(options.role), async ({ app }) => {
        const { name, role, email, team = [] } = options;
        const reach = { team, ...(email === undefined ? {} : { email }) };
        const made = await createApiKey(app, name, role, reach);
        if (options.json === true) return printJson(made);
        say(`${made.role} key "${made.name}", which sees ${seenBy(made)}; shown this once:`);
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
          seenBy(key),
          key.lastUsedAt?.toISOString() ?? 'never',
          key.revokedAt === null ? '' : 'revoked',
        ]);
        print(table(['key', 'role', 'name', 'e-mail', 'sees', 'last used', ''], rows));
      }),
    );
  keys
    .command('change')
    .description('give a key another e-mail address or team, or none; what it sees follows at once')
    .argument('<id>', idHelp)
    .option('--email <address>', emailHelp)
    .option('--no-email', 'no address: no links are sent')
    .option('--team <addresses>', teamHelp, addresses)
    .option('--no-team', 'no team')
    .option('--sees-all', "a key that would see everybody's work from then on may do so")
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
A key that sees the work of some is refused what would show it everybody's, unless --sees-all says that this is meant.

Examples:
  $ cadence keys change cad_55JXOwHm --email kari@firm.no
  $ cadence keys change cad_55JXOwHm --team kari@firm.no,ola@firm.no
  $ cadence keys change cad_55JXOwHm --no-email --sees-all`,
    )
    .action((id: string, options: ChangeOptions) =>
      withDeed(open, { action: 'key.changed', kind: 'key' }, async ({ app }) => {
        const changed = await changeKey(app, id, changeOf(options));
        if (changed === null) throw unknownKey(id);
        if (options.json === true) return printJson(changed);
        const { prefix, name, email } = changed;
        print(`${prefix} ${name}: ${email ?? 'no e-mail address'}; sees ${seenBy(changed)}`);
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
