/** Pauses, moves ahead and what a deal leads to, over weeks, by the mail server's log. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { tell } from '../../helpers/telling.ts';
import { day, days, hours, openSale, type SaleWeeks } from './sale-weeks.ts';
import { readStandings } from './standings.ts';

let sale: SaleWeeks;
let weeks: SaleWeeks['weeks'];
beforeAll(async () => {
  sale = await openSale();
  weeks = sale.weeks;
});
afterAll(() => weeks?.close());

describe('pauses', () => {
  test('after one there is no burst: one mail at once, the others as the cadence spaces them', async () => {
    const one = await sale.begin();
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
    const one = await sale.begin();
    await one.until(1);
    await one.act({ do: 'pause', until: one.on(2) });
    await one.until(4);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['needs', 3],
    ]);
  });

  test('two cadences that are resumed together keep the distance between them', async () => {
    const one = await sale.begin('spaced');
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
    const one = await sale.begin();
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
    ['a week without a date', undefined, 8],
    ['a week for one beyond all holidays', 200, 8],
  ])('out of office: until %s', async (_, named, ends) => {
    const one = await sale.begin();
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

  test('out of office: until the business day after the date of the automatic reply', async () => {
    const one = await sale.begin();
    await one.until(1);
    const date = [12, 13, 14, 15, 16, 17, 18].map(one.on).find((at) => at.getUTCDay() === 5);
    if (date === undefined) throw new Error('a week has a Friday');
    await tell(weeks.app, one.email, 'reply.auto', { until: date });
    const monday = new Date(
      Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 3),
    );
    expect(await one.state()).toMatchObject({ resumeAt: monday.toISOString() });
    await one.until(22);
    const ends = day((monday.getTime() - one.on(0).getTime()) / days(1));
    expect(one.mails()[1]).toEqual(['needs', ends]);
  });

  test('an automatic reply dated by a clock that runs years ahead holds nobody for years', async () => {
    const one = await sale.begin();
    await one.until(1);
    const occurredAt = new Date('2100-01-01T00:00:00Z');
    await tell(weeks.app, one.email, 'reply.auto', { occurredAt });
    await one.until(9);
    expect(one.mails().at(-1)).toEqual(['needs', 8]);
  });
});

describe('moves ahead', () => {
  test('a meeting moves on to its stage, and never back to it', async () => {
    const one = await sale.begin();
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
    const one = await sale.begin();
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
    const one = await sale.begin();
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
    const one = await sale.begin();
    await one.until(1);
    const occurredAt = new Date(weeks.now().getTime() + hours(100));
    await tell(weeks.app, one.email, 'deal.won', { occurredAt });
    await one.until(1.5);
    await tell(weeks.app, one.email, 'reply.received');
    await one.until(30);
    expect(one.mails().map(([step]) => step)).toEqual(['hello']);
  });

  test('of somebody who is suppressed leads to no mail', async () => {
    const one = await sale.begin();
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
