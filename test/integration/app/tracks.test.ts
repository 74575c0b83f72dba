/** Side roads, pauses and what a deal leads to, over weeks, by the mail server's log. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeEnrolment, type PersonAction } from '../../../src/app/change-enrolment.ts';
import { enrolOne } from '../../../src/app/enrol.ts';
import { createEventReceiver } from '../../../src/app/receive-events.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { mail, somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { readStandings } from './standings.ts';

const step = (id: string, stage: string, after: string) =>
  `  - { id: ${id}, stage: ${stage}, after: ${after}, email: { template: step/${id} } }`;
const track = (key: string, then: string) => `
  ${key}:
    stage: objection-handling
    steps:
      - { id: ${key}-1, after: 2 hours, email: { template: step/${key}-1 } }
      - { id: ${key}-2, after: 2 days, email: { template: step/${key}-2 } }
    then: ${then}`;
const schedule = 'schedule: { timezone: UTC, days: all, windows: always, holidays: none }';
const sale = `
key: sale
title: Sale
${schedule}
steps:
${step('hello', 'prospecting', '0s')}
${step('needs', 'needs-assessment', '3 days')}
${step('story', 'presentation', '3 days')}
${step('offer', 'closing', '3 days')}
${step('bye', 'follow-up', '3 days')}
on:
  reply: { pause: true, task: { kind: reply } }
  objection:
    price: { track: price }
    authority: { track: authority }
    competitor: { track: competitor }
    timing: { pause: until-date, default: 30 days, track: timing }
  meeting_booked: { advance: needs-assessment }
  deal_won: { exit: closed_won, enrol: { cadence: care, after: 2 days } }
  out_of_office: { pause: until-return, default: 7 days }
tracks:${track('price', 'resume')}${track('authority', 'exit')}${track('competitor', '{ advance: closing }')}${track('timing', 'resume')}
`;
const care = `
key: care
title: Care
stages: [onboarding]
${schedule}
steps:
${step('welcome', 'onboarding', '1 day')}
`;
const spaced = sale
  .replace('key: sale', 'key: spaced')
  .replace('holidays: none', 'holidays: none, min_gap: 1 day');
const steps = ['hello', 'needs', 'story', 'offer', 'bye', 'welcome'];
const tracks = ['price', 'authority', 'competitor', 'timing'].flatMap((key) => [
  `${key}-1`,
  `${key}-2`,
]);

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: { 'sale.yaml': sale, 'care.yaml': care, 'spaced.yaml': spaced },
    templates: Object.fromEntries(
      [...steps, ...tracks].map((id) => [`step/${id}.mjml`, mail(id, id)]),
    ),
  });
});
afterAll(() => weeks?.close());

const days = (n: number) => n * 86_400_000;
const hours = (n: number) => n * 3_600_000;

/** Somebody who has just been enrolled, and what happens to them from that day on. */
async function begin(cadence = 'sale') {
  const startedAt = weeks.now();
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(weeks.app, cadence, { prospect: { email } });
  const stateNow = async () => (await readEnrolment(weeks.app.db, enrolmentId))?.state;
  return {
    email,
    enrolmentId,
    state: stateNow,
    until: (day: number) => weeks.passUntil(new Date(startedAt.getTime() + days(day))),
    on: (day: number) => new Date(startedAt.getTime() + days(day)),
    act: (action: PersonAction) => changeEnrolment(weeks.app, enrolmentId, action, 'rep'),
    /** What has been sent, and on which day. */
    mails: () =>
      lettersTo(weeks.smtp, email).map(({ subject, at }) => [
        subject,
        Math.round(((at.getTime() - startedAt.getTime()) / days(1)) * 1_000) / 1_000,
      ]),
  };
}

/** As the log counts: seconds are lost in a Date header. */
const day = (n: number, plusHours = 0) => Math.round((n + plusHours / 24) * 1_000) / 1_000;

describe('an objection leads into its track', () => {
  test('which goes back to where it came from, with the distance that the cadence wants', async () => {
    const one = await begin();
    await one.until(4);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    expect(await one.state()).toMatchObject({ track: 'price', stage: 'objection-handling' });
    await one.until(30);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['needs', 3],
      ['price-1', day(4, 2)],
      ['price-2', day(6, 2)],
      ['story', day(9, 2)],
      ['offer', day(12, 2)],
      ['bye', day(15, 2)],
    ]);
    expect(await one.state()).toMatchObject({ status: 'completed', track: null });
  });

  test('which ends it', async () => {
    const one = await begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'authority' });
    await one.until(30);
    expect(one.mails().map(([step]) => step)).toEqual(['hello', 'authority-1', 'authority-2']);
    expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'objection' });
  });

  test('which goes on at a later stage', async () => {
    const one = await begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'competitor' });
    await one.until(30);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['competitor-1', day(1, 2)],
      ['competitor-2', day(3, 2)],
      ['offer', day(6, 2)],
      ['bye', day(9, 2)],
    ]);
  });

  test('but never backwards', async () => {
    const one = await begin();
    await one.until(10);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'competitor' });
    await one.until(30);
    const sent = one.mails().map(([step]) => step);
    expect(sent).toEqual([
      'hello',
      'needs',
      'story',
      'offer',
      'competitor-1',
      'competitor-2',
      'bye',
    ]);
  });

  test('a second one inside it changes over; the place in the cadence stays', async () => {
    const one = await begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    await one.until(2);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'timing', until: one.on(5) });
    expect(await one.state()).toMatchObject({ status: 'paused', track: 'timing' });
    await one.until(40);
    expect(one.mails().slice(0, 5)).toEqual([
      ['hello', 0],
      ['price-1', day(1, 2)],
      ['timing-1', 5],
      ['timing-2', 7],
      ['needs', 10],
    ]);
  });

  test('the same one inside it changes nothing; after it, it is gone through again', async () => {
    const one = await begin();
    await one.until(1);
    const again = () => tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    await again();
    await one.until(2);
    expect(await again()).toMatchObject({ outcome: 'ignored', reason: 'outranked' });
    await one.until(4);
    await again();
    await one.until(40);
    const sent = one.mails().map(([step]) => step);
    expect(sent).toEqual([
      ...['hello', 'price-1', 'price-2', 'price-1', 'price-2'],
      ...['needs', 'story', 'offer', 'bye'],
    ]);
  });

  test('a reply in it pauses it there', async () => {
    const one = await begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    await one.until(2);
    await tell(weeks.app, one.email, 'reply.received');
    await one.until(20);
    expect(await one.state()).toMatchObject({ status: 'paused', track: 'price' });
    expect(one.mails()).toHaveLength(2);
    await one.act({ do: 'resume' });
    await one.until(24);
    expect(one.mails().slice(2)).toEqual([
      ['price-2', 20],
      ['needs', 23],
    ]);
  });
});

describe('pauses', () => {
  test('after one there is no burst: one mail at once, the others as the cadence spaces them', async () => {
    const one = await begin();
    await one.until(1);
    await one.act({ do: 'pause', until: null });
    await one.until(60);
    await one.act({ do: 'resume' });
    await one.until(80);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['needs', 60],
      ['story', 63],
      ['offer', 66],
      ['bye', 69],
    ]);
  });

  test('a short one moves nothing', async () => {
    const one = await begin();
    await one.until(1);
    await one.act({ do: 'pause', until: one.on(2) });
    await one.until(4);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['needs', 3],
    ]);
  });

  test('two cadences that are resumed together keep the distance between them', async () => {
    const one = await begin('spaced');
    const { enrolmentId } = await enrolOne(weeks.app, 'spaced', { prospect: { email: one.email } });
    await one.until(0.5);
    await one.act({ do: 'pause', until: one.on(20) });
    const { app } = weeks;
    await changeEnrolment(app, enrolmentId, { do: 'pause', until: one.on(20) }, 'rep');
    await one.until(60);
    const times = one.mails().map(([, sentOn]) => Number(sentOn));
    expect(times).toHaveLength(10);
    expect(times.filter((time) => time < 20)).toEqual([0]);
    for (const [index, time] of times.entries()) {
      expect(time - (times[index - 1] ?? -1)).toBeGreaterThanOrEqual(1);
    }
  });

  const dated: readonly (readonly [what: string, named: number | undefined, ends: number])[] = [
    ['the date that they name', 12, 12],
    ['a date next spring', 200, 200],
    ['30 days without one', undefined, 31],
    ['30 days for one that has passed', -5, 31],
    ['30 days for one in forty years', 14_600, 31],
  ];
  test.each(dated)('a bad time: until %s', async (_, named, ends) => {
    const one = await begin();
    await one.until(1);
    const until = named === undefined ? {} : { until: one.on(named) };
    await tell(weeks.app, one.email, 'reply.objection', { category: 'timing', ...until });
    expect(await one.state()).toMatchObject({ resumeAt: one.on(ends).toISOString() });
    await one.until(ends + 3);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['timing-1', ends],
      ['timing-2', ends + 2],
    ]);
  });

  test.each([
    ['the date of the automatic reply', 12, 12],
    ['a week without one', undefined, 8],
    ['a week for one beyond all holidays', 200, 8],
  ])('out of office: until %s', async (_, named, ends) => {
    const one = await begin();
    await one.until(1);
    const until = named === undefined ? {} : { until: one.on(named) };
    await tell(weeks.app, one.email, 'reply.auto', until);
    await one.until(ends + 4);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['needs', ends],
      ['story', ends + 3],
    ]);
  });

  test('an automatic reply dated by a clock that runs years ahead holds nobody for years', async () => {
    const one = await begin();
    await one.until(1);
    const occurredAt = new Date('2100-01-01T00:00:00Z');
    await tell(weeks.app, one.email, 'reply.auto', { occurredAt });
    await one.until(9);
    expect(one.mails().at(-1)).toEqual(['needs', 8]);
  });
});

describe('moves ahead', () => {
  test('a meeting moves on to its stage, and never back to it', async () => {
    const one = await begin();
    await one.until(0.5);
    await tell(weeks.app, one.email, 'meeting.booked');
    expect(await one.state()).toMatchObject({ cursor: 'needs', stage: 'needs-assessment' });
    await one.until(7);
    expect(await tell(weeks.app, one.email, 'meeting.booked')).toMatchObject({
      outcome: 'ignored',
    });
    await one.until(30);
    expect(one.mails().map(([step]) => step)).toEqual(['hello', 'needs', 'story', 'offer', 'bye']);
  });

  test('a person moves on, also out of a pause or a track; not back, nor into nothing', async () => {
    const one = await begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    await tell(weeks.app, one.email, 'reply.received');
    await one.act({ do: 'advance', stage: 'presentation' });
    expect(await one.state()).toMatchObject({ status: 'active', track: null, cursor: 'story' });
    const refusal = (stage: string) => one.act({ do: 'advance', stage }).catch((e) => e.code);
    expect(await refusal('prospecting')).toBe('not_ahead');
    expect(await refusal('presentation')).toBe('not_ahead');
    expect(await refusal('party')).toBe('unknown_stage');
  });
});

describe('a deal won', () => {
  test('enrols into the follow-up once, however often and by however many it is told', async () => {
    const one = await begin();
    await enrolOne(weeks.app, 'sale', { prospect: { email: one.email } });
    await one.until(1);
    const receive = createEventReceiver(weeks.app);
    const told = ['crm', 'billing'].flatMap((source) => {
      const event = {
        source,
        eventId: `won ${one.email}`,
        type: 'deal.won' as const,
        occurredAt: weeks.now(),
        match: { email: one.email },
      };
      return Array.from({ length: 10 }, () => receive([{ ...event, event }]));
    });
    await Promise.all(told);
    await one.until(30);
    const subjects = one.mails().filter(([step]) => step === 'welcome');
    expect(subjects).toEqual([['welcome', 4]]);
    const standing = (await readStandings(weeks.app, [one.email])).get(one.email);
    expect(standing?.enrolments.map(({ cadence, status }) => [cadence, status])).toEqual([
      ['care', 'completed'],
      ['sale', 'exited'],
      ['sale', 'exited'],
    ]);
  });

  test('by a clock that runs hours ahead: a reply stops the follow-up all the same', async () => {
    const one = await begin();
    await one.until(1);
    const occurredAt = new Date(weeks.now().getTime() + hours(100));
    await tell(weeks.app, one.email, 'deal.won', { occurredAt });
    await one.until(1.5);
    await tell(weeks.app, one.email, 'reply.received');
    await one.until(30);
    expect(one.mails().map(([step]) => step)).toEqual(['hello']);
  });

  test('of somebody who is suppressed leads to no mail', async () => {
    const one = await begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'prospect.opted_out');
    await tell(weeks.app, one.email, 'deal.won');
    await one.until(30);
    expect(one.mails()).toEqual([['hello', 0]]);
    const standing = (await readStandings(weeks.app, [one.email])).get(one.email);
    expect(standing?.enrolments.map(({ exitReason }) => exitReason)).toEqual([
      'opted_out',
      'opted_out',
    ]);
  });
});
