import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../src/app/enrolling/enrol.ts';
import { type Stepper, startStepper } from '../../src/app/enrolments/step-clock.ts';
import { createSteppedClock } from '../../src/clock.ts';
import { Refused } from '../../src/errors.ts';
import { listTasks } from '../../src/store/tasks.ts';
import { type Behaviour, startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { openSystem, type TestSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';
import { enrolPeople, look, type Person, somePeople } from './people.ts';

const office = `
key: office
title: Office hours in Oslo
schedule:
  timezone: Europe/Oslo
  days: [mon, tue, wed, thu, fri]
  windows: ["08:30-11:30", "13:00-16:00"]
  holidays: none
  min_gap: 0s
  jitter: 0s
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 1 business day, email: { template: smoke/two, thread: reply } }
`;

/** What the mail server does with each of them, at the nth try. */
const fates = {
  'greylisted three times': (nth: number) => (nth <= 3 ? 'greylist' : 'accept'),
  'greylisted for ever': () => 'greylist',
  'not known there': () => 'unknown-user',
  'refused by policy': () => 'policy',
  'cut off after the dot': () => 'drop-after-dot',
  'taken at once': () => 'accept',
} as const satisfies Record<string, (nth: number) => Behaviour>;
type Fate = keyof typeof fates;

/** A Friday afternoon, 15:40 in Oslo. */
const startAt = new Date('2026-11-27T14:40:00Z');
const endAt = new Date('2026-12-14T12:00:00Z');
const clock = createSteppedClock(startAt, 200_000);

let smtp: TestSmtpServer;
let system: TestSystem;
let stepper: Stepper;
const people = new Map<Fate, Person>();
/** When the server was asked to take a mail, by recipient. */
const tries = new Map<string, string[]>();

beforeAll(async () => {
  const fateOf = new Map<string, Fate>();
  smtp = await startSmtpServer((to, nth): Behaviour => {
    tries.set(to, [...(tries.get(to) ?? []), inOslo(clock.now())]);
    const fate = fateOf.get(to);
    return fate === undefined ? 'accept' : fates[fate](nth);
  });
  system = await openSystem({ smtpUrl: smtp.url, cadences: { 'office.yaml': office }, clock });
  for (const fate of Object.keys(fates) as Fate[]) {
    const somebody = somePeople(1);
    fateOf.set(somebody[0]?.email ?? '', fate);
    const [person] = await enrolPeople(system.app, 'office', somebody);
    if (person !== undefined) people.set(fate, person);
  }
  const { worker } = await system.work();
  stepper = startStepper(system.app, { clock, tick: () => worker.tick(), until: () => endAt });
  await waitFor('two weeks and more', () => clock.now() >= endAt, 60_000);
  await stepper.stop();
});
afterAll(async () => {
  await stepper?.stop();
  await system?.close();
  await smtp?.close();
});

/** `Fri 27 Nov 15:40:00`. */
function inOslo(at: Date): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Oslo',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(at);
  return parts.replaceAll(',', '');
}

function personOf(fate: Fate): Person {
  const person = people.get(fate);
  if (person === undefined) throw new Error(`nobody is ${fate}`);
  return person;
}

const triesOf = ({ email }: Person) => tries.get(email) ?? [];
const acceptedOf = ({ email }: Person) => smtp.accepted.filter(({ to }) => to === email);
const tasksOf = async ({ enrolmentId }: Person) =>
  (await listTasks(system.app.db, { enrolmentId, limit: 10 })).map(({ kind, status }) => ({
    kind,
    status,
  }));
/** The code with which somebody is refused who is enrolled again; null when nobody objects. */
const refusalOf = ({ email }: Person) =>
  enrolOne(system.app, 'office', { prospect: { email } }).then(
    () => null,
    (error: unknown) => (error instanceof Refused ? error.code : error),
  );

test('who was greylisted gets the mail later, inside the sending windows, once', async () => {
  const person = personOf('greylisted three times');
  expect(triesOf(person)).toEqual([
    'Fri 27 Nov 15:40:00',
    'Fri 27 Nov 15:45:00',
    // 16:00 is the end of the day and of the week.
    'Mon 30 Nov 08:30:00',
    'Mon 30 Nov 09:30:00',
    'Tue 1 Dec 09:30:00',
  ]);
  const { state, touches } = await look(system.app, person);
  expect(state.status).toBe('completed');
  expect(touches.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['sent', 4],
    ['sent', 1],
  ]);
  expect(acceptedOf(person).map(({ messageId }) => messageId)).toEqual(
    touches.map(({ messageId }) => messageId),
  );
  expect(acceptedOf(person)[0]?.raw.toString()).toContain('Date: Mon, 30 Nov 2026 08:30:00 +0000');
});

test('greylisted for ever: seven tries, longer and longer apart, then a person is asked', async () => {
  const person = personOf('greylisted for ever');
  expect(triesOf(person)).toEqual([
    'Fri 27 Nov 15:40:00',
    'Fri 27 Nov 15:45:00',
    'Mon 30 Nov 08:30:00',
    'Mon 30 Nov 09:30:00',
    'Mon 30 Nov 13:30:00',
    'Tue 1 Dec 08:30:00',
    'Wed 2 Dec 08:30:00',
  ]);
  const { state, touches } = await look(system.app, person);
  expect(state).toMatchObject({ status: 'paused', pauseReason: 'rejected_by_server' });
  expect(touches[0]).toMatchObject({ status: 'failed', attempts: 7 });
  expect(await tasksOf(person)).toEqual([{ kind: 'refused-mail', status: 'open' }]);
  expect(acceptedOf(person)).toEqual([]);
  expect(await refusalOf(person)).toBeNull();
});

test('550 5.1.1: bounced, and suppressed', async () => {
  const person = personOf('not known there');
  expect(triesOf(person)).toHaveLength(1);
  const { state, touches } = await look(system.app, person);
  expect(state).toMatchObject({ status: 'exited', exitReason: 'bounced' });
  expect(touches.map(({ status }) => status)).toEqual(['failed']);
  expect(await tasksOf(person)).toEqual([]);
  expect(await refusalOf(person)).toBe('suppressed');
});

test('554 5.7.1: paused with a task, and not suppressed: the fault is ours', async () => {
  const person = personOf('refused by policy');
  expect(triesOf(person)).toHaveLength(1);
  const { state, touches } = await look(system.app, person);
  expect(state).toMatchObject({ status: 'paused', pauseReason: 'rejected_by_server' });
  expect(touches[0]).toMatchObject({ status: 'failed', reason: 'sender' });
  expect(await tasksOf(person)).toEqual([{ kind: 'refused-mail', status: 'open' }]);
  expect(await refusalOf(person)).toBeNull();
});

test('the line breaks after the message: unknown, held with a task, never sent again', async () => {
  const person = personOf('cut off after the dot');
  expect(triesOf(person)).toHaveLength(1);
  expect(smtp.seen.filter(({ to }) => to === person.email)).toHaveLength(1);
  const { state, touches } = await look(system.app, person);
  expect(state).toMatchObject({ status: 'paused', pauseReason: 'unknown_hand_over' });
  expect(touches.map(({ status }) => status)).toEqual(['unknown']);
  expect(await tasksOf(person)).toEqual([{ kind: 'unknown-hand-over', status: 'open' }]);
});

test('none of them held anybody else up', async () => {
  const person = personOf('taken at once');
  expect(triesOf(person)).toEqual(['Fri 27 Nov 15:40:00', 'Mon 30 Nov 15:40:00']);
  expect((await look(system.app, person)).state.status).toBe('completed');
});
