import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeTask } from '../../src/app/enrolments/close-task.ts';
import { systemClock } from '../../src/clock.ts';
import { listTasks } from '../../src/store/tasks.ts';
import { type CadenceProcess, environmentOf, startCadence } from '../helpers/cadence-process.ts';
import { type Behaviour, startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { openSystem, smoke, type TestSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';
import { enrolPeople, look, notExactly, type Person, somePeople } from './people.ts';

/** All of them are in the middle of a hand-over when the worker is killed. */
const connections = 10;
const resending = smoke
  .replace('key: smoke', 'key: resending')
  .replace('on:', 'unknown: resend\non:');

interface InTheMiddle {
  /** The message was there; the server never took it. */
  readonly cut: readonly Person[];
  /** The server said 250; the worker did not hear it any more. */
  readonly taken: readonly Person[];
}

let smtp: TestSmtpServer;
let system: TestSystem;
let beside: CadenceProcess;
let killedAt: number;
let held: InTheMiddle;
let resent: InTheMiddle;
const others: Person[] = [];
/** What the server waits for before it answers the first mail to somebody. */
const gates = new Map<string, Promise<unknown>>();
/** How far the clock of the worker that this test itself runs is ahead. */
const clockOfTest = { aheadMs: 0 };

beforeAll(async () => {
  smtp = await startSmtpServer((to, nth): Behaviour => {
    const until = gates.get(to);
    return until === undefined || nth > 1 ? 'accept' : { until };
  });
  system = await openSystem({
    smtpUrl: smtp.url,
    concurrency: connections,
    cadences: { 'smoke.yaml': smoke, 'resending.yaml': resending },
    clock: { ...systemClock, now: () => new Date(Date.now() + clockOfTest.aheadMs) },
  });
  const environment = {
    ...environmentOf(system.deps.config),
    DISPATCH_INTERVAL_MS: '1000',
    DISPATCH_HORIZON_MS: '0',
  };
  const killed = await startCadence(['worker'], environment);
  await enrolOthers();
  await waitFor('both mails of everybody', () => notExactly(2, others, smtp.accepted).length === 0);

  let sayYes = () => {};
  const yes = new Promise<void>((resolve) => {
    sayYes = resolve;
  });
  held = await enrolInTheMiddle('smoke', 3, yes);
  resent = await enrolInTheMiddle('resending', 2, yes);
  const all = [held, resent].flatMap(({ cut, taken }) => [...cut, ...taken]);
  expect(all).toHaveLength(connections);
  await waitFor('ten hand-overs', () => all.every((person) => seen(person).length === 1));

  // Their jobs are with the worker that is to die, and wait for a connection that never comes free.
  await enrolOthers();
  beside = await startCadence(['worker'], environment);
  await enrolOthers();

  // A process that stands still is sent its 250, and does not hear it.
  killed.signal('SIGSTOP');
  sayYes();
  const taken = [...held.taken, ...resent.taken];
  await waitFor('the 250s', () => notExactly(1, taken, smtp.accepted).length === 0);
  killed.signal('SIGKILL');
  expect(await killed.ended()).toEqual({ code: null, signal: 'SIGKILL' });
  killedAt = performance.now();
});
afterAll(async () => {
  await beside?.kill();
  await system?.close();
  await smtp?.close();
});

async function enrolOthers(): Promise<void> {
  others.push(...(await enrolPeople(system.app, 'smoke', somePeople(20))));
}

async function enrolInTheMiddle(
  cadence: string,
  count: number,
  yes: Promise<void>,
): Promise<InTheMiddle> {
  const [cut, taken] = [somePeople(count), somePeople(count)];
  for (const { email } of cut) gates.set(email, new Promise(() => {}));
  for (const { email } of taken) gates.set(email, yes);
  return {
    cut: await enrolPeople(system.app, cadence, cut),
    taken: await enrolPeople(system.app, cadence, taken),
  };
}

const seen = ({ email }: Person) => smtp.seen.filter(({ to }) => to === email);
const acceptedOf = ({ email }: Person) => smtp.accepted.filter(({ to }) => to === email);

async function unknownTask(person: Person) {
  const filter = { enrolmentId: person.enrolmentId, limit: 10 };
  const tasks = await listTasks(system.app.db, filter);
  expect(tasks).toEqual([expect.objectContaining({ kind: 'unknown-hand-over', status: 'open' })]);
  return tasks[0]?.id ?? '';
}

test('within 30 s each of its hand-overs is unknown, the enrolment held, and there is a task', async () => {
  const inTheMiddle = [...held.cut, ...held.taken];
  await waitFor(
    'unknown',
    async () => {
      const now = await Promise.all(inTheMiddle.map((person) => look(system.app, person)));
      return now.every(({ touches }) => touches[0]?.status === 'unknown');
    },
    30_000 - (performance.now() - killedAt),
  );
  for (const person of inTheMiddle) {
    const { state, touches } = await look(system.app, person);
    expect(state).toMatchObject({ status: 'paused', pauseReason: 'unknown_hand_over' });
    expect(touches.map(({ step, dueAt }) => [step, dueAt === null])).toEqual([['one', false]]);
    await unknownTask(person);
    expect(seen(person)).toEqual([{ to: person.email, messageId: touches[0]?.messageId }]);
  }
});

test('everybody else gets both mails, once, also those whose jobs the dead worker had taken', async () => {
  await waitFor('completed', async () => {
    const now = await Promise.all(others.map((person) => look(system.app, person)));
    return now.every(({ state }) => state.status === 'completed');
  });
  expect(notExactly(2, others, smtp.accepted)).toEqual([]);
  expect(notExactly(1, held.taken, smtp.accepted)).toEqual([]);
  expect(notExactly(0, held.cut, smtp.accepted)).toEqual([]);
});

test('with `unknown: resend` the same mail goes out again under the same Message-ID', async () => {
  const people = [...resent.cut, ...resent.taken];
  await waitFor('deferred', async () => {
    const now = await Promise.all(people.map((person) => look(system.app, person)));
    return now.every(({ touches }) => touches[0]?.status === 'deferred');
  });
  // It is due in a minute: a worker whose clock is a minute ahead need not wait for it.
  beside.signal('SIGTERM');
  expect(await beside.ended()).toEqual({ code: 0, signal: null });
  clockOfTest.aheadMs = 61_000;
  await system.work();
  await waitFor('completed', async () => {
    const now = await Promise.all(people.map((person) => look(system.app, person)));
    return now.every(({ state }) => state.status === 'completed');
  });
  clockOfTest.aheadMs = 0;
  for (const person of people) {
    const { touches } = await look(system.app, person);
    const [one, two] = touches.map(({ messageId }) => messageId);
    const again = resent.taken.includes(person) ? [one, one, two] : [one, two];
    expect(acceptedOf(person).map(({ messageId }) => messageId)).toEqual(again);
    expect(seen(person).map(({ messageId }) => messageId)).toEqual([one, one, two]);
  }
});

test('a person settles it: `not-sent` sends the mail once, `sent` and skipping do not', async () => {
  const settle = async (person: Person | undefined, closing: 'sent' | 'not-sent' | null) => {
    if (person === undefined) throw new Error('nobody to settle');
    const how = {
      do: closing === null ? 'skip' : 'complete',
      outcome: closing,
      note: null,
    } as const;
    await closeTask(system.app, await unknownTask(person), how, 'kari');
    await waitFor('completed', async () => {
      return (await look(system.app, person)).state.status === 'completed';
    });
    const { touches } = await look(system.app, person);
    const [one, two] = touches.map(({ messageId }) => messageId);
    expect(touches.map(({ step, status }) => [step, status])).toEqual([
      ['one', 'sent'],
      ['two', 'sent'],
    ]);
    return { one, two, got: acceptedOf(person).map(({ messageId }) => messageId) };
  };
  const [cutSettled, cutSkipped] = held.cut;
  const [takenSettled] = held.taken;
  const [notSent, skipped, sent] = await Promise.all([
    settle(cutSettled, 'not-sent'),
    settle(cutSkipped, null),
    settle(takenSettled, 'sent'),
  ]);
  expect(notSent.got).toEqual([notSent.one, notSent.two]);
  expect(skipped.got).toEqual([skipped.two]);
  expect(sent.got).toEqual([sent.one, sent.two]);
});

test('those whom nobody settled are left alone', async () => {
  const unsettled = [held.cut[2], ...held.taken.slice(1)].filter((person) => person !== undefined);
  expect(unsettled).toHaveLength(3);
  for (const person of unsettled) {
    expect((await look(system.app, person)).state.pauseReason).toBe('unknown_hand_over');
    expect(seen(person)).toHaveLength(1);
  }
});
