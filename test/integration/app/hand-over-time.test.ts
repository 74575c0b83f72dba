import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../../src/app/context.ts';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { createTouchSender } from '../../../src/app/sending/send-touch.ts';
import { systemClock } from '../../../src/clock.ts';
import { databaseUnavailable } from '../../../src/store/db.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { type Behaviour, startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const machine = { aheadMs: 0 };
const stallMs = new Map<string, number>();
let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer((to): Behaviour => {
    const ms = stallMs.get(to);
    return ms === undefined ? 'accept' : { stallMs: ms };
  });
  system = await openSystem({
    smtpUrl: smtp.url,
    clock: { ...systemClock, machineNow: () => new Date(Date.now() + machine.aheadMs) },
  });
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

/** Sends the first mail of somebody; `onRender` happens between the claim and the conversation. */
async function send(email: string, onRender: () => void) {
  const { versions } = system.app;
  const app: App = {
    ...system.app,
    versions: {
      ...versions,
      template: (...asked) => {
        onRender();
        return versions.template(...asked);
      },
    },
  };
  const { enrolmentId } = await enrolOne(app, 'smoke', { prospect: { email } });
  await dispatchDue(app);
  const [touch] = await readTouches(app.db, enrolmentId);
  await createTouchSender(app, await system.deps.openSender())(touch?.id ?? '');
  const [after] = await readTouches(app.db, enrolmentId);
  const enrolment = await readEnrolment(app.db, enrolmentId);
  const tasks = await listTasks(app.db, { enrolmentId, limit: 10 });
  return { touch: after, status: enrolment?.state.status, tasks: tasks.map(({ kind }) => kind) };
}

test('a mail that is ready only when its claim has run out is not sent', async () => {
  const { email } = somebody();
  const { touch, ...rest } = await send(email, () => {
    machine.aheadMs += 30_000;
  });
  expect(touch).toMatchObject({ attempts: 1, reason: 'not_sent' });
  expect(rest).toEqual({ status: 'active', tasks: [] });
  expect(smtp.accepted.filter(({ to }) => to === email)).toEqual([]);
});

test('a conversation that begins late has to end all the earlier', async () => {
  const { email } = somebody();
  stallMs.set(email, 5_000);
  const startedAt = performance.now();
  const { touch, status } = await send(email, () => {
    machine.aheadMs += 20_500;
  });
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect({ touch: touch?.status, status }).toEqual({ touch: 'unknown', status: 'paused' });
});

test('a database that is away while a mail is rendered holds nobody back', async () => {
  const { email } = somebody();
  const { touch, ...rest } = await send(email, () => {
    throw databaseUnavailable(new Error('connection refused'));
  });
  expect(touch).toMatchObject({ attempts: 1, reason: 'not_sent' });
  expect(rest).toEqual({ status: 'active', tasks: [] });
});
