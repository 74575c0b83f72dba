import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram } from '../../../src/commands/program.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli, type TestCli } from './open-cli.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let cli: TestCli;
beforeAll(async () => {
  database = await createTestDatabase();
  cli = await openCli({ DATABASE_URL: database.url });
});
afterAll(async () => {
  await cli?.close();
  await database?.drop();
});

/** Commands that change nothing that is kept, or that are no person's deed but a process. */
const untold = [
  ...['up', 'api', 'worker', 'demo', 'migrate', 'lint', 'test', 'plan', 'publications', 'preview'],
  ...['simulate', 'explain', 'holds list', 'status', 'read', 'receipts list', 'receipts show'],
  ...['report funnel', 'report persistence', 'report triage', 'report variants', 'keys list'],
  'report capacity',
  ...['mailboxes list', 'doctor'],
  ...['audit', 'cadences list', 'tasks list', 'tasks mail'],
  ...['suppressions list', 'suppressions export'],
];

/** What a command is told as. */
const told: Readonly<Record<string, string>> = {
  enrol: 'enrolment.created',
  'prospects import': 'import.started',
  'prospects export': 'prospect.exported',
  'prospects erase': 'prospect.erased',
  'imports undo': 'import.undone',
  pause: 'enrolment.paused',
  resume: 'enrolment.resumed',
  advance: 'enrolment.advanced',
  exit: 'enrolment.exited',
  reopen: 'enrolment.reopened',
  objection: 'enrolment.objected',
  'holds release': 'company.released',
  'keys create': 'key.created',
  'keys change': 'key.changed',
  'keys revoke': 'key.revoked',
  'mailboxes pause': 'mailbox.paused',
  'mailboxes resume': 'mailbox.resumed',
  'cadences pause': 'cadence.paused',
  'cadences resume': 'cadence.resumed',
  'tasks snooze': 'task.snoozed',
  'tasks wake': 'task.woken',
  'tasks edit': 'mail.edited',
  'tasks approve': 'mail.approved',
  'tasks reject': 'mail.rejected',
  'suppressions add': 'suppression.added',
  'suppressions remove': 'suppression.lifted',
  'suppressions import': 'suppressions.imported',
  publish: 'cadence.published',
  rollback: 'publication.taken_back',
  'receipts replay': 'receipt.replayed',
  retention: 'retention.run',
};

/** Commands that have none under them, as they are typed. */
function leaves(command: Command, above: readonly string[] = []): string[] {
  return command.commands.flatMap((one) => {
    const path = [...above, one.name()];
    return one.commands.length === 0 ? [path.join(' ')] : leaves(one, path);
  });
}

test('of every command is known whether it is told of', async () => {
  const all = leaves(
    await createProgram(() => Promise.reject(new Error('nothing is opened here'))),
  );
  // A command that is new here calls `withDeed` when it changes something.
  expect(all.toSorted()).toEqual([...untold, ...Object.keys(told)].toSorted());
});

test('what is done at the command line is told of with the system user', async () => {
  const email = 'kari@example.no';
  const run = async (...args: string[]) => {
    const ran = await cli.run(args);
    expect(ran.code, ran.stderr).toBe(0);
    return ran;
  };
  await run('publish');
  const { enrolmentId, prospectId } = (await run('enrol', 'office', email, '--json')).json();
  await run('pause', enrolmentId);
  const { id: keyId } = (await run('keys', 'create', '--role', 'crm', '--json')).json();
  expect((await run('prospects', 'export', email)).json()).toMatchObject({ prospect: { email } });
  await run('prospects', 'erase', email, '--yes');
  const entries = (await run('audit', '--json')).json();
  const { username } = userInfo();
  const line = (command: string, objectId: unknown, data: unknown = {}) => ({
    ...{ action: told[command], objectId, data, actorId: 'cli', actor: username, role: 'cli' },
  });
  expect(entries).toMatchObject(
    [
      line('publish', '1', { mode: 'pin' }),
      line('enrol', enrolmentId, { cadence: 'office' }),
      line('pause', enrolmentId, { until: null }),
      line('keys create', keyId, { role: 'crm' }),
      line('prospects export', prospectId),
      line('prospects erase', prospectId),
    ].toReversed(),
  );
  const shown = await run('audit', '--actor', 'cli', '--action', 'key.created');
  expect(shown.stdout).toContain(`key.created  ${keyId}`);
  expect(shown.stdout).toContain('role=crm');
});
