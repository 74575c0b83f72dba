/** What an admin lifts of what people have chosen behind an opt-out link, when they ask for it again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { liftSeriesOptOut } from '../../../src/app/people/lift-choice.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { tell } from '../../helpers/telling.ts';
import { openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { linkedIn, twoMails } from './linked-people.ts';

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: { 'mails.yaml': twoMails('mails'), 'more.yaml': twoMails('more') },
  });
});
afterAll(() => weeks?.close());

const codeOf = (key: string, email: string) =>
  enrolOne(weeks.app, key, { prospect: { email } }).then(
    () => null,
    (error: { readonly code?: string }) => error.code,
  );
const stateOf = async (id: string) => (await readEnrolment(weeks.app.db, id))?.state;
const nothingToLift = { code: 'not_suppressed' };

test('they can be enrolled in that series again; what had ended stays so, once told', async () => {
  const { email, id, choose, standing } = await linkedIn(weeks);
  await choose('cadence');
  expect(await codeOf('mails', email)).toBe('suppressed');
  await liftSeriesOptOut(weeks.app, email, 'mails');
  expect(await standing()).toMatchObject({ scope: null, takeBack: null });
  expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
  expect(await codeOf('mails', email)).toBeNull();
  await expect(liftSeriesOptOut(weeks.app, email, 'mails')).rejects.toMatchObject(nothingToLift);
  const told = await readTimeline(weeks.app.db, id, null, 50);
  expect(told.filter(({ type }) => type === 'preferences.lifted')).toMatchObject([
    { data: { cadence: 'mails' } },
  ]);
});

test('of several links, all that were chosen against it; other series and other people keep theirs', async () => {
  const { email, choose } = await linkedIn(weeks);
  const other = await linkedIn(weeks, 'more', email);
  const somebodyElse = await linkedIn(weeks);
  for (const one of [choose, other.choose, somebodyElse.choose]) await one('cadence');
  await liftSeriesOptOut(weeks.app, email, 'mails');
  expect(await codeOf('mails', email)).toBeNull();
  expect(await codeOf('more', email)).toBe('suppressed');
  expect(await codeOf('mails', somebodyElse.email)).toBe('suppressed');
});

test('a pause that stands beside it holds on', async () => {
  const { email, choose, wish, standing } = await linkedIn(weeks);
  await choose('pause');
  const { until } = await standing();
  // Posted by a form that did not show the pause.
  await wish({ do: 'choose', scope: 'cadence' });
  await liftSeriesOptOut(weeks.app, email, 'mails');
  expect(await standing()).toMatchObject({ scope: 'pause', until });
  const { status } = await enrolOne(weeks.app, 'mails', { prospect: { email } });
  expect(status).toBe('paused');
});

test('a page that was open before takes back nothing of that pause', async () => {
  const { email, choose, wish, standing, takeBack } = await linkedIn(weeks);
  await choose('pause');
  const { until } = await standing();
  await wish({ do: 'choose', scope: 'cadence' });
  const { takeBack: shown } = await standing();
  await liftSeriesOptOut(weeks.app, email, 'mails');
  await wish({ do: 'take-back', choice: shown ?? '' });
  expect(await standing()).toMatchObject({ scope: 'pause', until });
  await takeBack();
  expect(await standing()).toMatchObject({ scope: null });
});

test('taken back, that pause lets go of what it found paused as it found it', async () => {
  const { email, choose, wish, takeBack } = await linkedIn(weeks);
  const away = await linkedIn(weeks, 'more', email);
  await tell(weeks.app, email, 'reply.auto');
  const found = await stateOf(away.id);
  expect(found).toMatchObject({ status: 'paused', pauseReason: 'out_of_office' });
  await choose('pause');
  await wish({ do: 'choose', scope: 'cadence' });
  await liftSeriesOptOut(weeks.app, email, 'mails');
  await takeBack();
  expect(await stateOf(away.id)).toEqual(found);
});

test('an opt-out of everything, a pause, and nobody at all are none of it', async () => {
  const all = await linkedIn(weeks);
  await all.choose('all');
  const paused = await linkedIn(weeks);
  await paused.choose('pause');
  for (const email of [all.email, paused.email, 'nobody@example.com']) {
    await expect(liftSeriesOptOut(weeks.app, email, 'mails')).rejects.toMatchObject(nothingToLift);
  }
  expect(await codeOf('mails', all.email)).toBe('suppressed');
  expect(await paused.standing()).toMatchObject({ scope: 'pause' });
});
