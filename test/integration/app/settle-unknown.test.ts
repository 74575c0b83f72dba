import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

let smtp: TestSmtpServer;
let system: TestSystem;

beforeAll(async () => {
  smtp = await startSmtpServer((_to, nth) => (nth === 1 ? 'drop-after-dot' : 'accept'));
  const apart = smoke.replace('key: smoke', 'key: apart').replace('min_gap: 0s', 'min_gap: 1 hour');
  system = await openSystem({
    smtpUrl: smtp.url,
    cadences: { 'smoke.yaml': smoke, 'apart.yaml': apart },
  });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

/** Enrols somebody whose first mail breaks off after its last dot, and finds the task about it. */
async function unknownHandOver(cadence: string) {
  const { email } = somebody();
  const prospect = { email, firstName: 'Kari' };
  const { enrolmentId } = await enrolOne(system.app, cadence, { prospect });
  const task = await waitFor('the task', async () => {
    const [found] = await listTasks(system.app.db, { enrolmentId, limit: 1 });
    return found;
  });
  expect(task.kind).toBe('unknown-hand-over');
  return { email, enrolmentId, taskId: task.id };
}

const sent = { do: 'complete', outcome: 'sent', note: null } as const;

test('after a mail of unknown end that a person calls sent, the next one is in its thread', async () => {
  const { email, taskId } = await unknownHandOver('smoke');
  const first = smtp.seen.find(({ to }) => to === email);
  await closeTask(system.app, taskId, sent, 'kari');
  const second = await waitFor('the second mail', () =>
    smtp.accepted.find(({ to }) => to === email),
  );
  expect(second.subject).toBe('Re: Hello Kari');
  expect(second.raw.toString()).toContain(`In-Reply-To: ${first?.messageId}`);
});

test('it counts as a touch: the next mail keeps its distance', async () => {
  const before = Date.now();
  const { enrolmentId, taskId } = await unknownHandOver('apart');
  await closeTask(system.app, taskId, sent, 'kari');
  const enrolment = await readEnrolment(system.app.db, enrolmentId);
  expect(enrolment?.nextTouch?.step).toBe('two');
  expect(enrolment?.nextTouch?.dueAt?.getTime()).toBeGreaterThanOrEqual(before + 3_600_000);
});
