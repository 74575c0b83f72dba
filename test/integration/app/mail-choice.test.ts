/** What people choose on the page behind an opt-out link, and what it takes back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { switchEnrolment } from '../../../src/app/enrolments/switch-enrolment.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readSuppressionReason } from '../../../src/store/suppressions.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { tell } from '../../helpers/telling.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { linkedIn, twoMails } from './linked-people.ts';

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: {
      'mails.yaml': twoMails('mails'),
      'more.yaml': twoMails('more'),
      'few.yaml': twoMails('few', 'entry: { max_new_per_day: 1 }'),
    },
  });
});
afterAll(() => weeks?.close());

const dayMs = 86_400_000;
const later = (days: number) => new Date(weeks.now().getTime() + days * dayMs);
const enrolIn = (key: string, email: string) => enrolOne(weeks.app, key, { prospect: { email } });
const codeOf = (key: string, email: string) =>
  enrolIn(key, email).then(
    () => null,
    (error: { readonly code?: string }) => error.code,
  );
const stateOf = async (id: string) => (await readEnrolment(weeks.app.db, id))?.state;
const mailsTo = (email: string) => lettersTo(weeks.smtp, email).length;

const linked = (cadenceKey?: string) => linkedIn(weeks, cadenceKey);

describe('this cadence only', () => {
  test('ends it there, lets the others go on, and nobody enrols them there again', async () => {
    const { email, id, choose } = await linked();
    const { enrolmentId: other } = await enrolIn('more', email);
    expect(await choose('cadence')).toMatchObject({ scope: 'cadence', inFlight: false });
    expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
    expect(await stateOf(other)).toMatchObject({ status: 'active' });
    await weeks.passUntil(later(5));
    expect(mailsTo(email)).toBe(2);
    expect(await codeOf('mails', email)).toBe('suppressed');
    expect(await codeOf('more', email)).toBeNull();
    const change = switchEnrolment(weeks.app, other, { cadence: 'mails' }, 'rep');
    await expect(change).rejects.toMatchObject({ code: 'already_ended' });
    expect(await readSuppressionReason(weeks.app.db, email)).toBeNull();
  });

  test('nor does a switch or an event lead there', async () => {
    const { email, choose } = await linked('more');
    const { enrolmentId: other } = await enrolIn('mails', email);
    await choose('cadence');
    const change = switchEnrolment(weeks.app, other, { cadence: 'more' }, 'rep');
    await expect(change).rejects.toMatchObject({ code: 'suppressed' });
    await tell(weeks.app, email, 'deal.won');
    const told = await readTimeline(weeks.app.db, other, null, 50);
    expect(told).toContainEqual(
      expect.objectContaining({
        type: 'enrolment.refused',
        data: expect.objectContaining({ code: 'suppressed' }),
      }),
    );
  });

  test('is seen by the claim, should an enrolment have slipped through', async () => {
    const { email, id, prospectId } = await linked();
    await dispatchDue(weeks.app);
    await weeks.app.db.query(
      `insert into mail_choices (enrolment_id, prospect_id, id, scope, cadence_key, chosen_at, changed, heard)
       values ($1, $2, gen_random_uuid(), 'cadence', 'mails', now(), '[]', 0)`,
      [id, prospectId],
    );
    await weeks.passUntil(later(5));
    expect(mailsTo(email)).toBe(0);
    expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
  });
});

describe('a pause of 30 days', () => {
  test('holds every cadence and whatever they are enrolled in meanwhile, and then all goes on', async () => {
    const { email, id, choose } = await linked();
    const until = later(30);
    expect(await choose('pause')).toMatchObject({ scope: 'pause', until });
    const { enrolmentId: meanwhile, status, dueAt } = await enrolIn('more', email);
    expect({ status, dueAt }).toEqual({ status: 'paused', dueAt: null });
    const { enrolmentId: queued } = await enrolIn('few', email);
    for (const one of [id, meanwhile, queued]) {
      expect(await stateOf(one)).toMatchObject({
        status: 'paused',
        pauseReason: 'asked_to_wait',
        resumeAt: until.toISOString(),
      });
    }
    await weeks.passUntil(new Date(until.getTime() - 1));
    expect(mailsTo(email)).toBe(0);
    await weeks.passUntil(new Date(until.getTime() + 10 * dayMs));
    expect(mailsTo(email)).toBe(6);
  });

  test('outlasts an absence, a resume by a person and a deal that enrols', async () => {
    const { email, id, choose } = await linked();
    const until = later(30);
    await choose('pause');
    await tell(weeks.app, email, 'reply.auto');
    await weeks.passUntil(later(4));
    expect(await stateOf(id)).toMatchObject({ status: 'paused', resumeAt: until.toISOString() });
    await changeEnrolment(weeks.app, id, { do: 'resume' }, 'rep');
    await weeks.passUntil(later(2));
    expect(await stateOf(id)).toMatchObject({ status: 'paused', pauseReason: 'asked_to_wait' });
    await tell(weeks.app, email, 'deal.won');
    await weeks.passUntil(new Date(until.getTime() - 1));
    expect(mailsTo(email)).toBe(0);
    await weeks.passUntil(new Date(until.getTime() + 5 * dayMs));
    expect(mailsTo(email)).toBe(2);
  });

  test('does not shorten what stands still for another reason', async () => {
    const { email, id, choose } = await linked();
    await tell(weeks.app, email, 'reply.received');
    const before = await stateOf(id);
    await choose('pause');
    expect(await stateOf(id)).toEqual(before);
  });

  test('chosen again it ends no later; chosen again another day it is begun anew', async () => {
    const { choose } = await linked();
    const until = later(30);
    await choose('pause');
    weeks.skipTo(new Date(weeks.now().getTime() + 60_000));
    expect(await choose('pause')).toMatchObject({ until });
    weeks.skipTo(later(3));
    expect(await choose('pause')).toMatchObject({ until: later(30) });
  });
});

describe('only this series, while a pause stands', () => {
  test('from a form that is posted late: that series ends, and the pause holds for the others', async () => {
    const { email, id, choose, takeBack, wish } = await linked();
    const late = (scope: 'cadence' | 'pause') => wish({ do: 'choose', scope });
    const { enrolmentId: other } = await enrolIn('more', email);
    const until = later(30);
    await choose('pause');
    const held = await stateOf(other);
    expect(held).toMatchObject({ status: 'paused', resumeAt: until.toISOString() });
    const both = await late('cadence');
    expect(both).toMatchObject({ scope: 'cadence', until });
    expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
    expect(await stateOf(other)).toEqual(held);
    expect(await late('cadence')).toEqual(both);
    expect(await late('pause'), 'nor does that lift anything').toEqual(both);
    const mailed = mailsTo(email);
    const { enrolmentId: third } = await enrolIn('few', email);
    expect(await stateOf(third)).toMatchObject({ resumeAt: until.toISOString() });
    await weeks.passUntil(new Date(until.getTime() - 1));
    expect(mailsTo(email)).toBe(mailed);

    weeks.skipTo(later(1));
    expect(await takeBack(), 'of a series: it stays').toMatchObject({ scope: 'cadence' });
    await weeks.passUntil(later(5));
    expect(mailsTo(email)).toBeGreaterThan(mailed);
    expect(await codeOf('mails', email)).toBe('suppressed');
  });

  test('taken back leaves the pause as it was', async () => {
    const { id, choose, takeBack, wish } = await linked();
    const pause = await choose('pause');
    const held = await stateOf(id);
    await wish({ do: 'choose', scope: 'cadence' });
    expect(await takeBack()).toMatchObject({ scope: 'pause', until: pause.until });
    expect(await stateOf(id)).toEqual(held);
  });

  test('taken back after an opt-out that was taken back, it leaves the pause all the same', async () => {
    const { choose, takeBack, wish } = await linked();
    const { until } = await choose('pause');
    await wish({ do: 'choose', scope: 'cadence' });
    await choose('all');
    expect(await takeBack()).toMatchObject({ scope: 'cadence', until });
    expect(await takeBack()).toMatchObject({ scope: 'pause', until });
  });

  test('chosen on the page that shows the pause it takes its place', async () => {
    const { email, choose, wish, standing } = await linked();
    const { enrolmentId: other } = await enrolIn('more', email);
    await choose('pause');
    const { takeBack: shown } = await standing();
    await wish({ do: 'choose', scope: 'cadence', instead: shown ?? '' });
    expect(await standing()).toMatchObject({ scope: 'cadence', until: null });
    expect(await stateOf(other)).toMatchObject({ status: 'active' });
  });
});

describe('I did not mean that', () => {
  test.each(['all', 'cadence', 'pause'] as const)('%s: all is as it was', async (scope) => {
    const { email, id, choose, takeBack, standing } = await linked();
    await weeks.passUntil(later(1));
    const [before, touches] = [await stateOf(id), await readTouches(weeks.app.db, id)];
    const due = touches.at(-1)?.dueAt;
    await choose(scope);
    expect(await takeBack()).toMatchObject({ scope: null, takeBack: null });
    expect(await standing()).toMatchObject({ scope: null });
    expect(await stateOf(id)).toEqual(before);
    const next = (await readTouches(weeks.app.db, id)).findLast(
      ({ status }) => status === 'scheduled',
    );
    expect(next).toMatchObject({ step: 'two', dueAt: due });
    expect(await codeOf('more', email)).toBeNull();
    await weeks.passUntil(later(4));
    expect(mailsTo(email)).toBe(4);
    const told = (await readTimeline(weeks.app.db, id, null, 50)).map(({ type }) => type);
    expect(told).toEqual(
      expect.arrayContaining(['preferences.chosen', 'preferences.taken_back', 'enrolment.resumed']),
    );
  });

  test('is offered for an hour, and only for the choice that stands', async () => {
    const { choose, takeBack, standing, wish } = await linked();
    const first = await choose('cadence');
    await choose('pause');
    await wish({ do: 'take-back', choice: first.takeBack ?? '' });
    expect(await standing()).toMatchObject({ scope: 'pause' });
    await choose('all');
    weeks.skipTo(new Date(weeks.now().getTime() + 3_600_000));
    expect(await standing()).toMatchObject({ scope: 'all', takeBack: null });
    expect(await takeBack()).toMatchObject({ scope: 'all' });
    expect(await choose('pause')).toMatchObject({ scope: 'all' });
  });

  test('goes back to the choice that was made before', async () => {
    const { id, choose, takeBack, standing } = await linked();
    await choose('cadence');
    weeks.skipTo(later(5));
    await choose('all');
    await takeBack();
    expect(await standing()).toMatchObject({ scope: 'cadence', takeBack: null });
    expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
  });

  test.each([
    ['before', 'bounced'],
    ['before', 'complained'],
    ['after', 'opted_out'],
    ['after', 'manual'],
    ['after', 'complained'],
  ])('leaves what others have told %s: %s', async (when, reason) => {
    const { email, id, choose, takeBack } = await linked();
    const other = () => suppress(weeks.app, { value: email, reason, source: 'ola' });
    const told = when === 'before' ? [other, () => choose('all')] : [() => choose('all'), other];
    for (const one of told) await one();
    expect(await takeBack()).toMatchObject({ scope: 'all', takeBack: null });
    expect(await readSuppressionReason(weeks.app.db, email)).not.toBeNull();
    expect(await stateOf(id)).toMatchObject({ status: 'exited' });
  });

  test('brings nobody back who has said something since', async () => {
    const { email, id, choose, takeBack } = await linked();
    await choose('cadence');
    await tell(weeks.app, email, 'reply.received');
    expect(await takeBack()).toMatchObject({ scope: null });
    expect(await stateOf(id)).toMatchObject({ status: 'exited' });
  });
});

test('a lesser choice in the hour after the opt-out takes its place', async () => {
  const { email, id, choose } = await linked();
  await choose('all');
  expect(await choose('cadence')).toMatchObject({ scope: 'cadence' });
  expect(await readSuppressionReason(weeks.app.db, email)).toBeNull();
  expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
  expect(await choose('pause')).toMatchObject({ scope: 'pause' });
  expect(await stateOf(id)).toMatchObject({ status: 'paused', pauseReason: 'asked_to_wait' });
});

test('of many clicks at once one counts, and the person is as after one', async () => {
  const { id, choose, standing } = await linked();
  await Promise.all(Array.from({ length: 8 }, () => choose('all')));
  expect(await standing()).toMatchObject({ scope: 'all' });
  const told = (await readTimeline(weeks.app.db, id, null, 50)).map(({ type }) => type);
  expect(told.filter((type) => type === 'preferences.chosen')).toHaveLength(1);
  expect(told.filter((type) => type === 'enrolment.exited')).toHaveLength(1);
});
