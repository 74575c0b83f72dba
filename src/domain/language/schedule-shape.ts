import { z } from 'zod';
import { invalid } from '../invalid.ts';
import { parseWindow } from '../schedule.ts';
import { sentence } from '../sentence.ts';
import { isZone } from '../zone.ts';
import { wanted } from './issue-sentence.ts';
import { parseJitter } from './jitter.ts';
import { choice, duration, quoted, textRead } from './leaves.ts';
import { nearest } from './nearest.ts';

/** Weekdays in ISO order: Monday is 1. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * An IANA time zone name.
 *
 * @throws InvalidInput `invalid_timezone`, with the zone that was probably meant
 */
export function parseZone(text: string): string {
  if (isZone(text)) return text;
  const meant = nearest(text, Intl.supportedValuesOf('timeZone'));
  const said =
    meant === null
      ? sentence('lint.zone', { text: quoted(text) })
      : sentence('lint.zone-meant', { text: quoted(text), meant });
  throw invalid('invalid_timezone', said);
}

function parseScheduleZone(text: string): string {
  return text === 'prospect' || text === 'sender' ? text : parseZone(text);
}

const isHolidayCalendar = (text: string) =>
  text === 'prospect' || /^[A-Z]{2}$|^calendar:[a-z0-9][a-z0-9-]*$/.test(text);

function parseHolidays(text: string): string {
  if (text === 'none' || isHolidayCalendar(text)) return text;
  throw invalid('invalid_holidays', sentence('lint.holidays', { text: quoted(text) }));
}

/** One of several. */
function parseHolidayCalendar(text: string): string {
  if (isHolidayCalendar(text)) return text;
  throw invalid('invalid_holidays', sentence('lint.holidays-in-list', { text: quoted(text) }));
}

const holidaysShape = z.union(
  [
    textRead('invalid-holidays', parseHolidays).meta({
      description: 'prospect, none, an ISO country code, or calendar:KEY of workspace.yaml',
    }),
    z.array(
      textRead('invalid-holidays', parseHolidayCalendar).meta({
        description: 'prospect, an ISO country code, or calendar:KEY of workspace.yaml',
      }),
    ),
  ],
  wanted('want.holidays'),
);

const daysShape = z
  .union(
    [
      choice(['all'], 'Every day', 'invalid-days'),
      z.array(choice(weekdays, 'Weekday', 'invalid-days')),
    ],
    wanted('want.days'),
  )
  .meta({
    description: 'Days on which anything is sent, and which count as business days; default: all',
    examples: [['mon', 'tue', 'wed', 'thu', 'fri'], 'all'],
  });

const windowsShape = z
  .union(
    [
      choice(['always'], 'Around the clock', 'invalid-window'),
      z.array(
        textRead('invalid-window', parseWindow).meta({
          description: 'From and to, local time, as in 08:30-11:30',
        }),
      ),
    ],
    wanted('want.windows'),
  )
  .meta({
    description:
      'Times of the day in which anything is sent, by the clock of `timezone`; one over midnight is written as two. Default: always',
    examples: [['08:30-11:30', '13:00-16:00'], 'always'],
  });

/** What a step or the follow-ups say differently from their cadence. */
export const scheduleOverrideShape = z.strictObject({
  timezone: textRead('invalid-timezone', parseScheduleZone)
    .meta({
      description:
        'Whose clock counts: prospect (theirs, else that of their region or country, else default_timezone), sender, or an IANA time zone. Default: prospect',
      examples: ['prospect', 'sender', 'Europe/Oslo'],
    })
    .optional(),
  default_timezone: textRead('invalid-timezone', parseZone)
    .meta({
      description: 'IANA time zone for prospects whose own is not known; default: UTC',
      examples: ['Europe/Oslo'],
    })
    .optional(),
  days: daysShape.optional(),
  windows: windowsShape.optional(),
  windows_of: choice(
    ['one', 'both'],
    'one (the default): the windows and days hold on the clock of `timezone`. both: on those of the prospect and of the sender',
  ).optional(),
  holidays: holidaysShape
    .meta({
      description:
        'Days on which nothing is sent: the public holidays of the prospect’s country or of one that is named, own calendars, several of these in a list, or none. Default: none',
      examples: ['prospect', 'NO', 'calendar:company', ['prospect', 'calendar:company'], 'none'],
    })
    .optional(),
  min_gap: duration(
    'At least this long between any two touches to one person, over all cadences; default: 0s',
    '1 business day',
  ).optional(),
  jitter: textRead('invalid-duration', parseJitter)
    .meta({
      description:
        'Touches are spread over this long after their time, and never leave the window: mails on the stroke of the hour look like what they are. 24 hours at most; default: 0s',
      examples: ['10m'],
    })
    .optional(),
});

export type ScheduleOverrideShape = z.output<typeof scheduleOverrideShape>;

/** When a cadence may send. Absent keys take the values of `defaultSchedule`. */
export const scheduleShape = scheduleOverrideShape
  .extend({
    follow_ups: scheduleOverrideShape
      .meta({
        description: 'What is different for mails that continue a thread (`thread: reply`)',
        examples: [{ windows: ['09:00-15:00'] }],
      })
      .optional(),
  })
  .meta({
    description: 'When anything may be sent. Without it, at any time of any day',
    examples: [
      {
        timezone: 'prospect',
        days: ['mon', 'tue', 'wed', 'thu', 'fri'],
        windows: ['08:30-11:30', '13:00-16:00'],
        holidays: 'prospect',
        min_gap: '1 business day',
      },
    ],
  });

export type ScheduleShape = z.output<typeof scheduleShape>;
