import { z } from 'zod';
import { parseCalendarDay, parseDate, parseDayEnd } from '../own-calendar.ts';
import { slug, textRead, title } from './leaves.ts';

const day = textRead('invalid-date', parseCalendarDay);
const date = textRead('invalid-date', parseDate);

const blackoutShape = z
  .strictObject({
    from: date.meta({ description: 'First day without mails', examples: ['2026-12-21'] }),
    to: date.meta({ description: 'Last day without mails', examples: ['2027-01-03'] }),
    name: title('What it is called where a touch is moved by it').optional(),
  })
  .meta({ description: 'Days from one to another, both included, on which nothing is sent' });

const calendarShape = z.strictObject({
  holidays: z
    .array(
      day.meta({
        description: 'A date, or month and day of every year',
        examples: ['2026-12-24', '12-31'],
      }),
    )
    .meta({ description: 'Days on which nothing is sent' })
    .optional(),
  half_days: z
    .record(
      day.meta({ description: 'A date, or month and day of every year' }),
      textRead('invalid-time', parseDayEnd).meta({
        description: 'When the day ends',
        examples: ['12:00'],
      }),
    )
    .meta({ description: 'Days that end early: nothing is sent from that time on' })
    .optional(),
  blackout: z.array(blackoutShape).optional(),
});

/** Own calendars of the workspace by key; a schedule names them as `calendar:KEY`. */
export const calendarsShape = z.record(slug('Calendar'), calendarShape);

export type CalendarShape = z.output<typeof calendarShape>;
