import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../../src/app/enrolments/place.ts';
import { calendarMonths } from '../../../../src/app/library/pictures/calendar-days.ts';
import { wrapped } from '../../../../src/app/library/pictures/calendar-marks.ts';
import { calendarPicture } from '../../../../src/app/library/pictures/calendar-picture.ts';
import { simulate } from '../../../../src/app/library/simulate.ts';
import type { Cadence } from '../../../../src/domain/cadence.ts';
import { parseCadence } from '../../../../src/domain/language/parse-cadence.ts';

const file = join(import.meta.dirname, '../../../../cadences/new-business.yaml');
const parsed = parseCadence(readFileSync(file, 'utf8'), 'new-business.yaml').cadence;
if (parsed === null) throw new Error('new-business cannot be read');
const cadence: Cadence = parsed;
const prospect = { timezone: 'Europe/Oslo', country: 'NO', region: null };

function plan(from: string, own: Cadence = cadence) {
  const at = new Date(from);
  const touches = simulate({ cadence: own, prospect, senderZone: null, from: at });
  const place = placeOf(own.schedule, prospect, null);
  return { cadence: own, touches, place, from: at, name: 'Kari' };
}

describe('calendarMonths', () => {
  test('weeks begin on Monday and have their ISO numbers, also over the turn of the year', () => {
    const { touches, place, from } = plan('2026-12-24T16:00:00Z');
    const months = calendarMonths(cadence, place, from, touches);
    expect(months.map(({ title }) => title)).toEqual(['December 2026', 'January 2027']);
    expect(months.map(({ weeks }) => weeks.map(({ number }) => number))).toEqual([
      [49, 50, 51, 52, 53],
      [53, 1, 2, 3, 4],
    ]);
    const weeks = months.flatMap((month) => month.weeks);
    for (const { days } of weeks) {
      const weekdays = days.map(({ weekday }) => weekday);
      expect(weekdays).toEqual(weekdays.toSorted((a, b) => a - b));
    }
    expect(months.map((month) => month.weeks.flatMap(({ days }) => days).length)).toEqual([31, 31]);
  });

  test('closed days have their reason and their name', () => {
    const { touches, place, from } = plan('2027-03-19T16:00:00Z');
    const days = calendarMonths(cadence, place, from, touches)
      .flatMap((month) => month.weeks.flatMap((week) => week.days))
      .filter(({ shade }) => shade !== 'open' && shade !== 'closed_day');
    expect(days.map(({ date, shade, name }) => [date, shade, name])).toEqual([
      ['2027-03-25', 'holiday', 'Skjærtorsdag'],
      ['2027-03-26', 'holiday', 'Langfredag'],
      ['2027-03-29', 'holiday', 'Andre påskedag'],
    ]);
  });

  test('each touch stands once on its day, and a moved one also where it would have been', () => {
    const { touches, place, from } = plan('2026-12-24T16:00:00Z');
    const marks = calendarMonths(cadence, place, from, touches).flatMap(({ weeks }) =>
      weeks.flatMap(({ days }) =>
        days.flatMap((day) =>
          day.marks.map((mark) => [
            day.date,
            mark.kind,
            mark.kind === 'begin' ? mark.time : mark.touch.step,
          ]),
        ),
      ),
    );
    expect(marks.filter(([, kind]) => kind === 'touch')).toEqual(
      touches.map(({ local, step }) => [local.slice(0, 10), 'touch', step]),
    );
    expect(marks.filter(([, kind]) => kind !== 'touch')).toEqual([
      ['2026-12-24', 'begin', '17:00'],
      ['2026-12-24', 'ghost', 'intro'],
    ]);
  });

  test('a month in which nothing takes place is told as such', () => {
    const late = { ...cadence, steps: cadence.steps.slice(0, 2) };
    const far = late.steps.map((step) => ({
      ...step,
      after: { days: 80, businessDays: 0, ms: 0 },
    }));
    const { touches, place, from } = plan('2026-11-02T08:00:00Z', { ...late, steps: far });
    const months = calendarMonths(cadence, place, from, touches);
    expect(months.map(({ isBusy }) => isBusy)).toEqual([true, false, true, false, false, true]);
  });
});

describe('calendarPicture', () => {
  test('says in words what it shows', () => {
    const svg = calendarPicture(plan('2026-12-24T16:00:00Z'));
    expect(svg).toContain('<title id="title">new-business for Kari</title>');
    const [, description = ''] = /<desc id="description">(.*?)<\/desc>/.exec(svg) ?? [];
    expect(description).toContain(
      'intro: mail, 2026-12-28 08:30 Europe/Oslo, stage prospecting. intro moved from 2026-12-24 17:00 to 2026-12-28 08:30: holiday (Første juledag)',
    );
    expect(description).toContain('needs-call: call, 2027-01-11 08:30 Europe/Oslo');
    expect(svg).toContain('<title>2026-12-25, holiday, Første juledag</title>');
    expect(svg).toContain('<title>2026-12-31, half day, Nyttårsaften</title>');
    expect(svg.match(/class="arrow"/g)).toHaveLength(1);
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  test('looks as the README shows it', async () => {
    const svg = calendarPicture(plan('2026-12-24T16:00:00Z'));
    await expect(svg).toMatchFileSnapshot('../../../golden/calendar.svg');
  });

  test('what people have written stays text, and what no XML can hold is left out', () => {
    const name = `</title><script>alert(1)</script> & "Ola" 'x' \u0000\u001b\ud800`;
    const own = { ...cadence, key: '<b>&', stages: [...cadence.stages, '"><i>'] };
    const steps = own.steps.map((step) => ({ ...step, stage: '"><i>' }));
    const svg = calendarPicture({
      ...plan('2026-12-24T16:00:00Z', { ...own, steps }),
      name,
    });
    expect(svg).not.toMatch(/<(script|b|i)>/);
    expect(svg).toContain('&lt;b&gt;&amp; for &lt;/title&gt;&lt;script&gt;');
    expect(svg).toContain('stage &quot;&gt;&lt;i&gt;');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/);
    expect(svg).not.toMatch(/\p{Surrogate}/u);
  });

  test('names are broken after dashes, and cut where they are too long', () => {
    expect(wrapped('intro-follow-up', 9)).toEqual(['intro-', 'follow-up']);
    expect(wrapped('objection', 9)).toEqual(['objection']);
    expect(wrapped('anticonstitutional', 9)).toEqual(['anticons…']);
    expect(wrapped('one-two-three-four-five-six', 6)).toEqual(['one-', 'two-', 'three…']);
  });
});
