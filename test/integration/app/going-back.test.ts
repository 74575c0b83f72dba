import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { mail, openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { waitFor } from '../../helpers/wait.ts';

const steps = `schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: ask, stage: preparation, task: { kind: call } }
  - { id: three, stage: closing, email: { template: smoke/three } }
  - { id: sign, task: { kind: meeting } }
  - { id: last, stage: follow-up, email: { template: smoke/last } }
`;
const cadences = {
  'by-person.yaml': `key: by-person\ntitle: By a person\n${steps}`,
  'by-rule.yaml': `key: by-rule\ntitle: By a rule\n${steps}
on:
  meeting_booked: { advance: closing }
  reply: { advance: { to: preparation, backwards: true } }
`,
};

let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer();
  const templates = {
    'smoke/three.mjml': mail('Three', 'Three'),
    'smoke/last.mjml': mail('Last', 'Last'),
  };
  system = await openSystem({ smtpUrl: smtp.url, cadences, templates });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

async function begun(cadence: string) {
  const { email } = somebody();
  const { enrolmentId: id } = await enrolOne(system.app, cadence, { prospect: { email } });
  /** Waits for the task of this kind, and does it where that is asked. */
  const task = async (kind: string, done = false) => {
    const open = await waitFor(`a ${kind}`, async () => {
      const filter = { enrolmentId: id, status: 'open', limit: 5 };
      return (await listTasks(system.app.db, filter)).find((one) => one.kind === kind);
    });
    const closing = { do: 'complete', outcome: null, note: null } as const;
    if (done) await closeTask(system.app, open.id, closing, 'rep');
  };
  const advance = (stage: string, backwards?: true) =>
    changeEnrolment(
      system.app,
      id,
      { do: 'advance', stage, ...(backwards === undefined ? {} : { backwards }) },
      'ingrid',
    );
  const state = async () => (await readEnrolment(system.app.db, id))?.state;
  const subjects = () =>
    smtp.accepted.filter(({ to }) => to === email).map(({ subject }) => subject);
  const completed = () => waitFor('the end', async () => (await state())?.status === 'completed');
  return { id, email, task, advance, state, subjects, completed };
}

const everyMailOnce = ['Hello there', 'Three', 'Last'];

test('a person sends somebody back: to what has not been touched, and on past what has', async () => {
  const one = await begun('by-person');
  await one.task('call');
  await one.advance('closing');
  await one.task('meeting');
  await expect(one.advance('preparation')).rejects.toMatchObject({ code: 'not_ahead' });
  await expect(one.advance('closing', true)).rejects.toMatchObject({ code: 'not_ahead' });
  await expect(one.advance('prospecting', true)).rejects.toMatchObject({ code: 'nothing_left' });
  await expect(one.advance('nowhere', true)).rejects.toMatchObject({ code: 'unknown_stage' });
  await one.advance('preparation', true);
  expect(await one.state()).toMatchObject({
    status: 'active',
    stage: 'preparation',
    cursor: 'ask',
  });
  await one.task('call', true);
  expect(await one.state()).toMatchObject({ stage: 'closing', cursor: 'sign' });
  await one.task('meeting', true);
  await one.completed();
  expect(one.subjects()).toEqual(everyMailOnce);
  const timeline = await readTimeline(system.app.db, one.id, null, 100);
  expect(timeline.map(({ type, data }) => ({ type, data }))).toContainEqual({
    type: 'person.advanced',
    data: { by: 'ingrid', do: 'advance', stage: 'preparation', backwards: true },
  });
});

test('it may also go ahead, where that stage lies ahead', async () => {
  const one = await begun('by-person');
  await one.task('call');
  await one.advance('closing', true);
  expect(await one.state()).toMatchObject({ stage: 'closing', cursor: 'three' });
  await one.task('meeting');
  expect(one.subjects()).toEqual(['Hello there', 'Three']);
});

test('a rule sends back whoever answers, however often: no mail goes out twice, and it ends', async () => {
  const one = await begun('by-rule');
  await one.task('call');
  await tell(system.app, one.email, 'meeting.booked');
  await one.task('meeting');
  await tell(system.app, one.email, 'reply.received');
  expect(await one.state()).toMatchObject({
    status: 'active',
    stage: 'preparation',
    cursor: 'ask',
  });
  await one.task('call', true);
  await one.task('meeting');
  for (let time = 0; time < 3; time += 1) {
    await tell(system.app, one.email, 'reply.received');
    expect(await one.state()).toMatchObject({ status: 'active', cursor: 'sign' });
  }
  await one.task('meeting', true);
  await one.completed();
  expect(one.subjects()).toEqual(everyMailOnce);
  const touches = await readTouches(system.app.db, one.id);
  const done = touches.filter(({ status }) => status === 'sent' || status === 'done');
  expect(done.map(({ step }) => step).toSorted()).toEqual(['ask', 'last', 'one', 'sign', 'three']);
});
