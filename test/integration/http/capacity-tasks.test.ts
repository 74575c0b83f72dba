/** What waits behind open tasks has no day, and stands in a figure of its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { cadences, deskOn } from '../console/desk.ts';
import { loggedIn } from '../console/visitor.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({ cadences });
  await http.system.work();
});
afterAll(() => http?.close());

const behind = async () =>
  (await http.call('GET', '/v1/reports/capacity', { as: 'ops' })).body.behindTasks;

test('a call has the mails behind it, an approval its own as well; whoever stands still has none', async () => {
  const on = deskOn(http);
  expect(await behind()).toEqual({ tasks: 0, mails: 0 });
  const [first, second, third] = [
    await on.enrolled('calls'),
    await on.enrolled('calls'),
    await on.enrolled('calls'),
  ];
  const call = await on.taskOf(first.id, 'call');
  await on.taskOf(second.id, 'call');
  await on.taskOf(third.id, 'call');
  expect(await behind()).toEqual({ tasks: 3, mails: 6 });
  await http.call('POST', `/v1/tasks/${call}/complete`, { as: 'rep' });
  await on.taskOf(first.id, 'approval');
  await http.call('POST', `/v1/enrolments/${third.id}/pause`, { as: 'rep' });
  await waitFor('the pause', async () => {
    const { tasks } = await behind();
    return tasks === 2 ? true : undefined;
  });
  expect(await behind()).toEqual({ tasks: 2, mails: 4 });
});

test('it is told on the page in both languages, and in the file', async () => {
  const ops = await loggedIn(http, 'ops');
  const page = async (language: string) =>
    (await ops.get('/console/reports/capacity', { 'accept-language': language })).text;
  expect(await page('en')).toContain(
    'Up to 4 mails wait behind 2 open tasks, and have no day yet.',
  );
  expect(await page('nb')).toContain('Bak 2 åpne oppgaver venter opptil 4 e-poster,');
  const { text } = await http.call('GET', '/v1/reports/capacity?format=csv', { as: 'ops' });
  const lastOf = (file: string) => file.trimEnd().split('\r\n').at(-1)?.replaceAll('"', '');
  expect(lastOf(text)).toBe('tasks,2,no,,,4,,,');
  const shown = await ops.get('/console/reports/capacity.csv', { 'accept-language': 'en' });
  expect(lastOf(shown.text)).toBe('open tasks,2,no,,,4,,,');
});
