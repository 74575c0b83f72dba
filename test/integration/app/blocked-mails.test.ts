import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { readSuppressionReason } from '../../../src/store/suppressions.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { mail, openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

let smtp: TestSmtpServer;
let system: TestSystem;

const workspace = `
mailboxes: [{ key: default, smtp_env: SMTP, from: "Kåre <kari@møller.example>" }]
`;

beforeAll(async () => {
  smtp = await startSmtpServer(undefined, { smtpUtf8: false });
  system = await openSystem({
    cadences: { 'smoke.yaml': smoke, 'workspace.yaml': workspace },
    templates: {
      'smoke/one.mjml': mail('Hello', 'Dear {{default enrolment.variables.note "you"}}'),
    },
    secrets: { SMTP: smtp.url },
  });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

const paused = (enrolmentId: string) =>
  waitFor('a pause', async () => {
    const found = await readEnrolment(system.app.db, enrolmentId);
    return found?.state.status === 'paused' && found.state.pauseReason;
  });
const tasksOf = (enrolmentId: string) =>
  listTasks(system.app.db, { enrolmentId, status: 'open', limit: 10 });

test('a mail whose end Gmail would hide is held with a task, and again when it is tried again', async () => {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'smoke', {
    prospect: { email },
    variables: { note: 'Å'.repeat(20_000) },
  });
  expect(await paused(enrolmentId)).toBe('html_too_large');
  const [task, ...others] = await tasksOf(enrolmentId);
  expect(others).toEqual([]);
  expect(task).toMatchObject({
    kind: 'blocked-mail',
    title: expect.stringMatching(/^"one" to .* is held back: the HTML has 1\d{5} bytes/),
  });
  await changeEnrolment(system.app, enrolmentId, { do: 'resume' }, 'kari');
  expect(await paused(enrolmentId)).toBe('html_too_large');
  expect(await tasksOf(enrolmentId)).toHaveLength(1);
  expect(smtp.accepted.filter(({ to }) => to === email)).toEqual([]);
});

test('an address that the mail server cannot take is told as such, and nobody is suppressed', async () => {
  const email = `kåre-${somebody().email}`;
  const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
  expect(await paused(enrolmentId)).toBe('rejected_by_server');
  const [task] = await tasksOf(enrolmentId);
  expect(task?.title).toContain('our mail server does not offer SMTPUTF8');
  expect(await readSuppressionReason(system.app.db, email)).toBeNull();
  expect(smtp.commands.join('\n')).not.toContain('kåre');
});

test('a sender whose domain has letters of its own is written in ASCII wherever a server reads it', async () => {
  const { email } = somebody();
  await enrolOne(system.app, 'smoke', { prospect: { email } });
  const { raw, messageId } = await waitFor('the mail', () =>
    smtp.accepted.find(({ to }) => to === email),
  );
  expect(messageId).toMatch(/^<[0-9a-f-]{36}@xn--mller-vua\.example>$/);
  const text = raw.toString('latin1');
  expect(text).toMatch(/^ <kari@xn--mller-vua\.example>\r$/m);
  expect(raw.every((byte) => byte < 0x80)).toBe(true);
  expect(smtp.commands).toContain('MAIL FROM:<kari@xn--mller-vua.example>');
});
