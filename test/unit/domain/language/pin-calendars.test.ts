import { describe, expect, test } from 'vitest';
import { parseCadence } from '../../../../src/domain/language/parse-cadence.ts';
import { checkCalendarKeys, pinCalendars } from '../../../../src/domain/language/pin-calendars.ts';
import type { Problem } from '../../../../src/domain/language/problem.ts';
import { checkCommonWindows } from '../../../../src/domain/language/two-clock-checks.ts';
import type { CompiledSource } from '../../../../src/domain/language/written-steps.ts';

function source(text: string): CompiledSource {
  const { cadence, locate, problems } = parseCadence(`key: k\ntitle: T\n${text}`, 'k.yaml');
  if (cadence === null) throw new Error(JSON.stringify(problems));
  return { cadence, file: 'k.yaml', locate };
}

const shown = (problems: readonly Problem[]) =>
  problems.map(({ line, column, severity, code }) => `${line}:${column} ${severity} ${code}`);

const calendar = { holidays: ['12-24'], halfDays: {}, blackouts: [] };
const known = { company: calendar, summer: { ...calendar, holidays: ['07-15'] }, unused: calendar };

describe('own calendars', () => {
  const steps = `steps:
  - { id: one, email: { template: a/one } }
  - { id: two, schedule: { holidays: "calendar:summer" }, email: { template: a/two } }
`;

  test('those that are named anywhere become part of the cadence, and no others', () => {
    const written = source(`schedule: { holidays: [NO, "calendar:company"] }\n${steps}`);
    expect(checkCalendarKeys(written, known)).toEqual([]);
    const cadence = pinCalendars(written.cadence, known);
    expect(cadence.schedule.holidays).toEqual(['NO', 'calendar:company']);
    expect(cadence.schedule.calendars).toEqual({
      company: calendar,
      summer: known.summer,
    });
  });

  test('a cadence that names none stays as it is', () => {
    const plain = source('steps: [{ id: one, email: { template: a/one } }]\n');
    expect(pinCalendars(plain.cadence, known)).toBe(plain.cadence);
  });

  test('one that the workspace does not have is an error at its place', () => {
    const text = `schedule: { holidays: "calendar:compani", follow_ups: { holidays: ["calendar:x"] } }\n${steps}`;
    expect(shown(checkCalendarKeys(source(text), {}))).toEqual([
      '3:23 error unknown-calendar',
      '3:67 error unknown-calendar',
      '6:38 error unknown-calendar',
    ]);
    const [first] = checkCalendarKeys(source(text), known);
    expect(first?.message).toBe(
      'There is no calendar compani in workspace.yaml, did you mean company?',
    );
  });
});

describe('windows on two wall clocks', () => {
  const check = (schedule: string, senderZone: string | null) =>
    shown(
      checkCommonWindows(
        source(
          `schedule: ${schedule}\nsteps:\n  - { id: one, email: { template: a/one } }\n  - { id: two, schedule: { windows: always }, email: { template: a/two } }\n`,
        ),
        senderZone === null ? [] : [senderZone],
      ),
    );
  const office = 'windows: ["08:30-11:30", "13:00-16:00"], windows_of: both';

  test.each([
    ['never at once', `{ ${office}, timezone: America/Los_Angeles }`, 'Europe/Oslo', 1],
    [
      'the default that is taken when nothing is known',
      `{ ${office}, default_timezone: Australia/Sydney }`,
      'Europe/Oslo',
      1,
    ],
    ['some hours at once', `{ ${office}, timezone: America/New_York }`, 'Europe/Oslo', 0],
    ['the same zone', `{ ${office}, timezone: Europe/Paris }`, 'Europe/Oslo', 0],
    ['a sender without zone', `{ ${office}, timezone: Asia/Tokyo }`, null, 0],
    ['one clock asked for', '{ windows: ["08:30-11:30"], timezone: Asia/Tokyo }', 'Europe/Oslo', 0],
  ])('%s', (_, schedule, senderZone, count) => {
    const expected = ['3:', 'warning', 'no-common-window'];
    const found = check(schedule, senderZone);
    expect(found).toHaveLength(count);
    for (const problem of found) for (const part of expected) expect(problem).toContain(part);
  });
});
