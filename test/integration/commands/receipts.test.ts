import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openSystem, type TestSystem } from '../../helpers/system.ts';
import { openCli, type TestCli } from './open-cli.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let system: TestSystem;
let cli: TestCli;
beforeAll(async () => {
  database = await createTestDatabase();
  cli = await openCli({ DATABASE_URL: database.url });
  expect(await cli.run(['publish'])).toMatchObject({ code: 0 });
  system = await openSystem({ database: { url: database.url, drop: async () => undefined } });
});
afterAll(async () => {
  await system?.close();
  await cli?.close();
  await database?.drop();
});

/** A reply of somebody whom nobody has told us of. */
async function unmatched(email: string): Promise<string> {
  const occurredAt = new Date('2026-11-24T09:00:00Z');
  const told = { source: 'crm', eventId: `reply of ${email}`, occurredAt };
  const event = { ...told, type: 'reply.received', match: { email } } as const;
  const [receipt] = await applyEvents(system.app, [{ ...told, type: event.type, event }]);
  return receipt?.id ?? '';
}

const done = { code: 0, stderr: '' };

test('what is about nobody is listed, shown, put right and replayed', async () => {
  const id = await unmatched('karri@example.no');
  expect(await cli.run(['enrol', 'office', 'kari@example.no'])).toMatchObject({ code: 0 });
  const [listed, shown] = await Promise.all([
    cli.run(['receipts', 'list', '--q', 'karri']),
    cli.run(['receipts', 'show', id]),
  ]);
  expect(listed).toMatchObject(done);
  expect(listed.stdout).toMatch(new RegExp(`^${id} +\\S+Z +crm +reply\\.received +karri@`, 'm'));
  expect(shown.json()).toMatchObject({
    outcome: 'unmatched',
    event: { match: { email: 'karri@example.no' } },
    candidates: [{ email: 'kari@example.no' }],
  });

  const replay = ['receipts', 'replay', id, '--email', 'kari@example.no'];
  const tried = await cli.run([...replay, '--dry-run', '--json']);
  expect(tried.json()).toMatchObject([{ id, outcome: 'applied' }]);
  expect((await cli.run(replay)).stdout).toMatch(new RegExp(`^${id} +applied`, 'm'));
  expect((await cli.run(replay)).stdout).toMatch(new RegExp(`^${id} +duplicate`, 'm'));
  expect(await cli.run(['receipts', 'list', '--q', 'karri'])).toMatchObject({
    ...done,
    stdout: 'Nothing is unmatched.\n',
  });
});

test('all whose people have come are replayed at once, and a mistake is told', async () => {
  const id = await unmatched('ola@example.no');
  const none = await cli.run(['receipts', 'replay', '--all']);
  expect(none.stdout).toBe('Nobody of whom they speak is there yet.\n');
  await cli.run(['enrol', 'office', 'ola@example.no']);
  const all = await cli.run(['receipts', 'replay', '--all', '--json']);
  expect(all.json()).toMatchObject([{ id, outcome: 'applied' }]);
  const nobody = await cli.run(['receipts', 'replay', id, '--prospect', id]);
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringMatching(/^unknown_prospect: /) });
});
