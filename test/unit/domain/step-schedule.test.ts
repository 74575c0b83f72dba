import { describe, expect, test } from 'vitest';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';
import { scheduleOf } from '../../../src/domain/step-schedule.ts';

const source = `key: k
title: T
schedule:
  timezone: Europe/Oslo
  days: [mon, tue]
  windows: ["13:00-16:00", "08:00-09:00", "08:30-11:30", "11:30-12:00"]
  holidays: [NO, NO]
  min_gap: 1 day
  jitter: 10m
  follow_ups: { windows: ["10:00-11:00"], min_gap: 2 days }
steps:
  - { id: plain, email: { template: a/one } }
  - { id: reply, email: { template: a/two, thread: reply } }
  - { id: own, schedule: { days: all, holidays: none }, email: { template: a/three } }
  - { id: both, schedule: { days: [thu], jitter: 0s }, email: { template: a/four, thread: reply } }
  - { id: call, schedule: { windows: always, windows_of: both }, task: { kind: call } }
`;

const { cadence, problems } = parseCadence(source, 'k.yaml');
if (cadence === null) throw new Error(JSON.stringify(problems));
const effective = (id: string) => {
  const step = cadence.steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(id);
  const { followUps, ...schedule } = { followUps: undefined, ...scheduleOf(cadence, step) };
  return schedule;
};
const plain = effective('plain');
const oneHour = [{ startMinute: 600, endMinute: 660 }];
const days = (count: number) => ({ days: count, businessDays: 0, ms: 0 });

test('windows are in the order of the day, and those that touch are one', () => {
  expect(plain.windows).toEqual([
    { startMinute: 480, endMinute: 720 },
    { startMinute: 780, endMinute: 960 },
  ]);
  expect(plain.holidays).toBe('NO');
});

describe('a step has the schedule of the cadence, but for what is named', () => {
  test.each([
    ['a mail that continues a thread', 'reply', { windows: oneHour, minGap: days(2) }],
    ['its own keys', 'own', { days: [1, 2, 3, 4, 5, 6, 7], holidays: 'none' }],
    [
      'its own over those of the follow-ups',
      'both',
      { windows: oneHour, minGap: days(2), days: [4], jitterMs: 0 },
    ],
    ['a task', 'call', { windows: 'always', windowsOf: 'both' }],
  ])('%s', (_, id, different) => {
    expect(effective(id)).toEqual({ ...plain, ...different });
  });
});
