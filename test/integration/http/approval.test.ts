import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { smoke, somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let smtp: TestSmtpServer;
let http: TestHttp;
beforeAll(async () => {
  smtp = await startSmtpServer();
  const asks = smoke.replace('template: smoke/one', 'template: smoke/one, approve: true');
  http = await openHttp({ smtpUrl: smtp.url, cadences: { 'smoke.yaml': asks } });
  await http.system.work();
});
afterAll(async () => {
  await http?.close();
  await smtp?.close();
});

async function waiting() {
  const prospect = somebody();
  const body = { cadence: 'smoke', prospect };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  const task = await waitFor('the task', async () => {
    const path = `/v1/tasks?kind=approval&enrolmentId=${id}`;
    return (await http.call('GET', path, { as: 'rep' })).body.items[0];
  });
  return { path: `/v1/tasks/${task.id}`, email: prospect.email };
}

test('a mail is read, written anew and let go by HTTP', async () => {
  const { path, email } = await waiting();
  const shown = await http.call('GET', `${path}/mail`, { as: 'rep' });
  expect(shown).toMatchObject({ status: 200, body: { subject: 'Hello there', editedBy: null } });
  const body = { subject: 'As agreed' };
  expect(await http.call('PUT', `${path}/mail`, { as: 'rep', body })).toMatchObject({
    status: 200,
    body: { subject: 'As agreed', editedBy: 'rep' },
  });
  expect((await http.call('POST', `${path}/approve`, { as: 'rep' })).status).toBe(200);
  const mail = await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
  expect(mail?.subject).toBe('As agreed');
});

test.each([
  [{ subject: 'a\nBcc: x@example.com' }, 'invalid_subject'],
  [{ subject: 'a', bcc: 'x' }, 'invalid_request'],
])('what is wrong with %j is told', async (body, code) => {
  const { path } = await waiting();
  const answer = await http.call('PUT', `${path}/mail`, { as: 'rep', body });
  expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
});

test('of any other task there is no mail', async () => {
  const nobody = '/v1/tasks/00000000-0000-4000-8000-000000000000/mail';
  expect((await http.call('GET', nobody, { as: 'rep' })).status).toBe(404);
  expect((await http.call('GET', nobody, { as: 'crm' })).status).toBe(403);
});
