import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { startStepper } from '../../../src/app/enrolments/step-clock.ts';
import { readLibrary } from '../../../src/app/library/library.ts';
import { publishLibrary } from '../../../src/app/library/publish.ts';
import { createSteppedClock } from '../../../src/clock.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const workspace = (blackout: string) => `
mailboxes: [{ key: default, smtp_env: SMTP_URL, from: kari@fjord.example, timezone: Europe/Oslo }]
calendars:
  company:
    holidays: ["01-08"]
    blackout: [${blackout}]
`;
const cadence = `
key: seasons
title: Seasons
schedule:
  default_timezone: Europe/Oslo
  days: [mon, tue, wed, thu, fri]
  windows: ["08:30-11:30", "13:00-16:00"]
  holidays: [prospect, "calendar:company"]
  follow_ups: { windows: ["14:00-15:00"] }
steps:
  - { id: one, email: { template: smoke/one } }
  - { id: two, after: 1 business day, email: { template: smoke/two, thread: reply } }
  - { id: three, after: 2 business days, schedule: { days: [thu] }, email: { template: smoke/two } }
  - { id: four, after: 1 business day, email: { template: smoke/one } }
  - { id: five, after: 1 business day, schedule: { windows_of: both }, email: { template: smoke/one } }
`;
const christmas = '{ from: 2026-12-21, to: 2027-01-03, name: Christmas }';
const startsAt = new Date('2026-12-17T00:00:00Z');

const clock = createSteppedClock(startsAt, 1_000_000);
let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer();
  const cadences = { 'workspace.yaml': workspace(christmas), 'seasons.yaml': cadence };
  system = await openSystem({ smtpUrl: smtp.url, clock, cadences });
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

const dueAt = async (enrolmentId: string) => {
  const [touch] = (await readTouches(system.app.db, enrolmentId)).slice(-1);
  return touch?.dueAt?.toISOString();
};

test('an own calendar is part of the version: editing it moves nobody, publishing it moves who comes after', async () => {
  const { CADENCES_DIR, TEMPLATES_DIR } = system.deps.config;
  const publish = async () =>
    publishLibrary(system.app, await readLibrary(CADENCES_DIR, TEMPLATES_DIR));
  expect(await publish()).toEqual([{ cadence: 'seasons', number: 1, changed: false }]);
  const startAt = new Date('2026-12-21T06:00:00Z');
  const enrol = async () =>
    (await enrolOne(system.app, 'seasons', { prospect: somebody(), startAt })).enrolmentId;
  await writeFile(join(CADENCES_DIR, 'workspace.yaml'), workspace(''));
  const before = await enrol();
  expect(await dueAt(before)).toBe('2027-01-04T07:30:00.000Z');
  expect(await publish()).toEqual([{ cadence: 'seasons', number: 2, changed: true }]);
  expect(await dueAt(await enrol())).toBe('2026-12-21T07:30:00.000Z');
  expect(await dueAt(before)).toBe('2027-01-04T07:30:00.000Z');
  await writeFile(join(CADENCES_DIR, 'workspace.yaml'), workspace(christmas));
  expect(await publish()).toEqual([{ cadence: 'seasons', number: 1, changed: true }]);
});

test('a calendar that is not there keeps everything from being published', async () => {
  const { CADENCES_DIR, TEMPLATES_DIR } = system.deps.config;
  await writeFile(join(CADENCES_DIR, 'workspace.yaml'), 'calendars: { compny: {} }\n');
  const library = await readLibrary(CADENCES_DIR, TEMPLATES_DIR);
  const errors = library.problems.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
    '8:13 unknown-calendar',
  ]);
  await expect(publishLibrary(system.app, library)).rejects.toThrow('did you mean compny?');
  await writeFile(join(CADENCES_DIR, 'workspace.yaml'), workspace(christmas));
});

test('the zone is told by region, and a zone that is told anew counts at once', async () => {
  const { email } = somebody();
  const attributes = { State: 'Texas' };
  const first = await enrolOne(system.app, 'seasons', {
    prospect: { email, country: 'US', attributes },
  });
  expect(first.dueAt?.toISOString()).toBe('2026-12-17T14:30:00.000Z');
  const told = await explain(system.app, first.enrolmentId);
  expect(told.zone).toEqual({ name: 'America/Chicago', from: 'region' });
  expect(told.summary).toContain("America/Chicago: that of the prospect's region");
  const second = await enrolOne(system.app, 'seasons', {
    prospect: { email, timezone: 'Asia/Tokyo' },
  });
  expect(second.dueAt?.toISOString()).toBe('2026-12-17T00:00:00.000Z');
});

test('each mail leaves in the windows of its own step, on an open day, by the wall clock of the prospect', async () => {
  const { email } = somebody();
  const prospect = { email, country: 'US', attributes: { state: 'TX' } };
  const { enrolmentId } = await enrolOne(system.app, 'seasons', { prospect });
  const { worker } = await system.work();
  const stepper = startStepper(system.app, { clock, tick: () => worker.tick(), until: () => null });
  await waitFor(
    'the last mail',
    async () => (await readEnrolment(system.app.db, enrolmentId))?.state.status === 'completed',
  );
  await stepper.stop();
  const mails = smtp.accepted.filter(({ to }) => to === email);
  const sent = await Promise.all(
    mails.map(async ({ raw }) => {
      const { date = '' } = await PostalMime.parse(raw);
      const wall = DateTime.fromJSDate(new Date(date), { zone: 'America/Chicago' });
      return wall.toFormat('ccc yyyy-MM-dd HH:mm');
    }),
  );
  expect(sent).toEqual([
    'Thu 2026-12-17 08:30',
    'Fri 2026-12-18 14:00',
    'Thu 2027-01-07 08:30',
    // The eighth of January is a holiday of the company.
    'Mon 2027-01-11 08:30',
    // Half past eight in Texas is half past three in Oslo, and the window of both closes at four there.
    'Tue 2027-01-12 08:30',
  ]);
});
