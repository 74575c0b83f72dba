import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import {
  type CadenceProcess,
  type Environment,
  environmentOf,
  startCadence,
} from '../helpers/cadence-process.ts';
import { removeHome } from '../helpers/own-postgres.ts';
import { type Behaviour, startSmtpServer } from '../helpers/smtp.ts';
import { openSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';
import { countTouches, enrolPeople, notExactly, single, somePeople } from './people.ts';

/** Mails under way at once; four times as many jobs wait for their place in the same process. */
const connections = 3;
const adminKey = 'the-key-of-the-environment';

/** A mail server that holds back every 250 until it is let go. */
async function startHoldingServer() {
  let letGo = () => {};
  const open = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const gate = { until: open };
  const smtp = await startSmtpServer((): Behaviour => gate);
  return {
    smtp,
    letGo: () => letGo(),
    /** From now on mails are held back again. */
    hold: () => {
      gate.until = new Promise<void>((resolve) => {
        letGo = resolve;
      });
    },
  };
}

async function openInstallation({ onTestFinished }: TestContext) {
  const server = await startHoldingServer();
  const system = await openSystem({
    smtpUrl: server.smtp.url,
    cadences: { 'single.yaml': single },
    concurrency: connections,
  });
  onTestFinished(async () => {
    server.letGo();
    await system.close();
    await server.smtp.close();
  });
  const environment = { ...environmentOf(system.deps.config), DISPATCH_INTERVAL_MS: '1000' };
  return { ...server, system, environment };
}

/** A process that does not outlive the test. */
async function start(
  { onTestFinished }: TestContext,
  args: readonly string[],
  environment: Environment,
): Promise<CadenceProcess> {
  const running = await startCadence(args, environment);
  onTestFinished(() => running.kill());
  return running;
}

/** Asks it to stop, and waits until it says that it does. */
async function askToStop(running: CadenceProcess): Promise<void> {
  running.signal('SIGTERM');
  await waitFor('it to hear', () => running.output().includes('stopping:'));
}

test.concurrent('a worker ends the mails under way, begins no other, and the next one goes on', async (context) => {
  const { smtp, letGo, hold, system, environment } = await openInstallation(context);
  const people = somePeople(30);
  await enrolPeople(system.app, 'single', people);
  const first = await start(context, ['worker'], environment);
  await waitFor('all connections in use', () => smtp.seen.length === connections);
  await askToStop(first);
  expect(smtp.accepted).toEqual([]);
  letGo();
  expect(await first.ended(10_000)).toEqual({ code: 0, signal: null });
  expect(smtp.seen).toHaveLength(connections);
  expect(smtp.accepted).toHaveLength(connections);
  const { sent, scheduled = 0, queued = 0 } = await countTouches(system.app);
  expect(sent).toBe(connections);
  expect(scheduled + queued).toBe(people.length - connections);

  const second = await start(context, ['worker'], environment);
  await waitFor('the rest', () => smtp.accepted.length >= people.length);
  await waitFor(
    'all recorded',
    async () => (await countTouches(system.app)).sent === people.length,
  );
  expect(notExactly(1, people, smtp.accepted)).toEqual([]);

  // Asked twice, it does not wait.
  hold();
  const more = somePeople(10);
  await enrolPeople(system.app, 'single', more);
  await waitFor('all connections in use', () => smtp.seen.length === people.length + connections);
  await askToStop(second);
  const askedAgainAt = performance.now();
  second.signal('SIGTERM');
  expect(await second.ended(5_000)).toEqual({ code: 1, signal: null });
  expect(performance.now() - askedAgainAt).toBeLessThan(2_000);
  // What was under way is the reconciler's to call unknown; nothing else was touched.
  expect(await countTouches(system.app)).toEqual({
    sent: people.length,
    handing_over: connections,
    queued: more.length - connections,
  });
});

test.concurrent('`up` with a database of its own does too, and answers until then', async (context) => {
  const { smtp, letGo, environment } = await openInstallation(context);
  const home = await mkdtemp(join(tmpdir(), 'cadence-sigterm-'));
  context.onTestFinished(() => removeHome(home));
  const own = {
    ...environment,
    DATABASE_URL: undefined,
    CADENCE_HOME: home,
    CADENCE_ADMIN_KEY: adminKey,
  };
  const people = somePeople(30);

  const first = await start(context, ['up', '--port', '0'], own);
  for (const prospect of people) {
    const answer = await call(first, 'POST', '/v1/enrolments', { cadence: 'single', prospect });
    expect(answer.status).toBe(201);
  }
  await waitFor('all connections in use', () => smtp.seen.length === connections);
  await askToStop(first);
  letGo();
  expect(await first.ended(15_000)).toEqual({ code: 0, signal: null });
  expect(smtp.accepted).toHaveLength(connections);

  const second = await start(context, ['up', '--port', '0'], own);
  await waitFor('the rest', () => smtp.accepted.length >= people.length);
  await waitFor('all recorded', async () => {
    const completed = await call(second, 'GET', '/v1/enrolments?status=completed&limit=100');
    return completed.items === people.length;
  });
  expect(notExactly(1, people, smtp.accepted)).toEqual([]);
  await askToStop(second);
  expect(await second.ended(15_000)).toEqual({ code: 0, signal: null });
});

test('a mail that never ends does not keep the process longer than its deadline', async (context) => {
  const { smtp, system } = await openInstallation(context);
  await enrolPeople(system.app, 'single', somePeople(1));
  const { worker } = await system.work();
  await waitFor('the hand-over', () => smtp.seen.length === 1);
  const askedAt = performance.now();
  await worker.stop(1_000);
  expect(performance.now() - askedAt).toBeLessThan(3_000);
});

async function call(
  running: CadenceProcess,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly items: number }> {
  const answer = await fetch(`${running.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const read: unknown = await answer.json();
  const items = typeof read === 'object' && read !== null ? Reflect.get(read, 'items') : [];
  return { status: answer.status, items: Array.isArray(items) ? items.length : 0 };
}
