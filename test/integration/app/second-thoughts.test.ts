/** What the page behind an opt-out link may take back, and what not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { createTouchSender } from '../../../src/app/sending/send-touch.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readMailChoice } from '../../../src/store/mail-choices.ts';
import { readSuppressionReason } from '../../../src/store/suppressions.ts';
import type { Behaviour } from '../../helpers/smtp.ts';
import { tell } from '../../helpers/telling.ts';
import { waitFor } from '../../helpers/wait.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { linkedIn, twoMails } from './linked-people.ts';

let weeks: Weeks;
const slow = new Map<string, Behaviour>();
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    behave: (to) => slow.get(to) ?? 'accept',
    cadences: { 'mails.yaml': twoMails('mails'), 'more.yaml': twoMails('more') },
  });
});
afterAll(() => weeks?.close());

const later = (days: number) => new Date(weeks.now().getTime() + days * 86_400_000);
const stateOf = async (id: string) => (await readEnrolment(weeks.app.db, id))?.state;

test.each([
  ['in the same hour', 0],
  ['five days later', 5],
])('an opt-out by one link is not lifted by another, %s', async (_when, days) => {
  const one = await linkedIn(weeks);
  const other = await linkedIn(weeks, 'more', one.email);
  await one.choose('all');
  weeks.skipTo(later(days));
  expect(await other.choose('all')).toMatchObject({ scope: 'all', takeBack: null });
  expect(await other.takeBack()).toMatchObject({ scope: 'all', takeBack: null });
  expect(await readSuppressionReason(weeks.app.db, one.email)).toBe('opted_out');
  expect(await one.standing()).toMatchObject({ scope: 'all', takeBack: null });
  for (const id of [one.id, other.id]) {
    expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
  }
});

test.each([
  ['all', 'pause'],
  ['all', 'cadence'],
  ['cadence', 'pause'],
] as const)('%s is not lifted by a %s that is posted late or twice', async (stronger, weaker) => {
  const { email, id, choose, standing, wish } = await linkedIn(weeks);
  await choose(weaker);
  const { takeBack: shown } = await choose(stronger);
  const late = { do: 'choose', scope: weaker } as const;
  expect(await wish(late)).toMatchObject({ scope: stronger, takeBack: shown });
  await wish({ ...late, instead: '00000000-0000-4000-8000-000000000000' });
  expect(await standing()).toMatchObject({ scope: stronger, takeBack: shown });
  expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
  await wish({ ...late, instead: shown ?? undefined });
  expect(await standing()).toMatchObject({ scope: weaker });
  expect(await readSuppressionReason(weeks.app.db, email)).toBeNull();
});

test('who wants no more of a series is not brought back by a pause another day', async () => {
  const { id, choose } = await linkedIn(weeks);
  await choose('cadence');
  weeks.skipTo(later(5));
  expect(await choose('pause')).toMatchObject({ scope: 'cadence', takeBack: null });
  expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
});

test.each(['pause', 'cadence'] as const)(
  '%s, then all: undone twice, all is as it was',
  async (first) => {
    const { email, id, choose, takeBack, standing } = await linkedIn(weeks);
    const before = await stateOf(id);
    await choose(first);
    const chosen = await stateOf(id);
    await choose('all');
    expect(await takeBack()).toMatchObject({ scope: first });
    expect(await stateOf(id)).toEqual(chosen);
    expect(await takeBack()).toMatchObject({ scope: null });
    expect(await standing()).toMatchObject({ scope: null, takeBack: null });
    expect(await stateOf(id)).toEqual(before);
    await weeks.passUntil(later(5));
    expect(lettersTo(weeks.smtp, email)).toHaveLength(2);
  },
);

test('undone twice, nobody is brought back who said something between the two', async () => {
  const { email, id, choose, takeBack } = await linkedIn(weeks);
  await choose('cadence');
  await tell(weeks.app, email, 'reply.received');
  await choose('all');
  await takeBack();
  expect(await takeBack()).toMatchObject({ scope: null });
  expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
});

test('a pause that is taken back lets go what has begun meanwhile, too', async () => {
  const { email, id, choose, takeBack } = await linkedIn(weeks);
  await choose('pause');
  const { enrolmentId: meanwhile } = await enrolOne(weeks.app, 'more', { prospect: { email } });
  await takeBack();
  for (const one of [id, meanwhile]) expect(await stateOf(one)).toMatchObject({ status: 'active' });
  await weeks.passUntil(later(5));
  expect(lettersTo(weeks.smtp, email)).toHaveLength(4);
});

test('and what has moved on since, with a mail that was in the air', async () => {
  const { app, deps, smtp } = weeks;
  const { email, id, choose, standing, takeBack } = await linkedIn(weeks);
  const send = createTouchSender(app, await deps.openSender());
  let land = () => {};
  const until = new Promise<void>((resolve) => {
    land = resolve;
  });
  slow.set(email, { until });
  await dispatchDue(app);
  const sending = send((await readTouches(app.db, id))[0]?.id ?? '');
  await waitFor('the mail at its last dot', () => smtp.seen.some(({ to }) => to === email));
  const choosing = choose('pause');
  await waitFor('the pause', async () => (await standing()).scope === 'pause');
  land();
  await Promise.all([sending, choosing]);
  expect(await stateOf(id)).toMatchObject({ status: 'paused', cursor: 'two' });
  await takeBack();
  expect(await stateOf(id)).toMatchObject({ status: 'active', cursor: 'two' });
  await weeks.passUntil(later(5));
  expect(lettersTo(smtp, email)).toHaveLength(2);
});

test('of pauses by two links the other one holds on', async () => {
  const one = await linkedIn(weeks);
  const other = await linkedIn(weeks, 'more', one.email);
  const { until } = await one.choose('pause');
  weeks.skipTo(new Date(weeks.now().getTime() + 60_000));
  await other.choose('pause');
  await other.takeBack();
  for (const { id } of [one, other]) {
    expect(await stateOf(id)).toMatchObject({ status: 'paused', resumeAt: until?.toISOString() });
  }
  await one.takeBack();
  for (const { id } of [one, other]) expect(await stateOf(id)).toMatchObject({ status: 'active' });
});

test('what stands still for another reason by then is left alone', async () => {
  const { email, id, choose, takeBack } = await linkedIn(weeks);
  const other = await linkedIn(weeks, 'more', email);
  await changeEnrolment(weeks.app, other.id, { do: 'pause', until: later(3) }, 'rep');
  const byRep = await stateOf(other.id);
  await choose('pause');
  await tell(weeks.app, email, 'reply.received');
  const replied = await stateOf(id);
  expect(replied).toMatchObject({ status: 'paused', pauseReason: 'replied' });
  expect(await takeBack()).toMatchObject({ scope: null });
  expect(await stateOf(id)).toEqual(replied);
  expect(await stateOf(other.id)).toEqual(byRep);
});

test.each(['email.clicked', 'email.opened'] as const)(
  'an %s is nothing that they have said: it keeps nothing from going on',
  async (type) => {
    const { email, id, choose, takeBack } = await linkedIn(weeks);
    await weeks.passUntil(later(1));
    await choose('all');
    const mail = weeks.smtp.accepted.find(({ to }) => to === email);
    const match = { messageId: mail?.messageId ?? '' };
    expect(await tell(weeks.app, email, type, { match })).toMatchObject({ enrolmentId: id });
    await takeBack();
    expect(await stateOf(id)).toMatchObject({ status: 'active' });
  },
);

test.each(['all', 'cadence', 'pause'] as const)(
  'whoever was erased as they chose %s leaves nothing behind',
  async (scope) => {
    const { app } = weeks;
    const { email, id, prospectId, wish } = await linkedIn(weeks);
    await eraseProspect(app, prospectId);
    const answer = await wish({ do: 'choose', scope });
    expect(answer).toEqual({ scope: 'all', until: null, takeBack: null, inFlight: false });
    expect(await readSuppressionReason(app.db, email)).toBeNull();
    expect(await readMailChoice(app.db, id)).toBeNull();
  },
);
