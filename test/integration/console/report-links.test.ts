/** Every number of the reports leads to those whom it counts, and there are as many of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences } from './desk.ts';
import { liveThrough, varied } from './lived.ts';
import { expectPeopleBehind } from './report-cells.ts';
import { loggedIn, type Visitor } from './visitor.ts';

let http: TestHttp;
let rep: Visitor;
beforeAll(async () => {
  http = await openHttp({ cadences: { ...cadences, 'varied.yaml': varied } });
  await http.system.work();
  rep = await loggedIn(http, 'rep', 'Kari');
  await liveThrough(http, ['Kari', 'Jonas']);
});
afterAll(() => http?.close());

test.each([
  ['funnel', ''],
  ['persistence', '/persistence'],
  ['map', '/map?cadence=varied'],
  ['objections', '/objections'],
  ['variants', '/variants'],
  ['deliverability', '/deliverability'],
  ['activity', '/activity'],
  ['capacity', '/capacity'],
])('of %s', async (name, path) => {
  const { text } = await rep.get(`/console/reports${path}`);
  await expectPeopleBehind(rep, name, text);
});

test.each([
  '/console/reports/enrolments?of=did&what=nothing',
  '/console/reports/enrolments?of=mailed',
  '/console/reports/enrolments?of=mailed&came=reply&kind=mailbox&key=kari',
  '/console/reports/enrolments?of=variant&came=bounced&step=a&variant=b',
])('%s is told to be wrong', async (path) => {
  expect((await rep.get(path)).status).toBe(400);
});
