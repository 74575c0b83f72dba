import { expect, test } from 'vitest';
import { stepsOf } from '../../../src/domain/cadence.ts';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';
import { scheduleOf } from '../../../src/domain/step-schedule.ts';
import { withoutJitter } from '../../../src/domain/without-jitter.ts';

test('no step has a jitter any more, wherever it was written, and nothing else is different', () => {
  const source = `
key: example
title: Example
schedule: { jitter: 10m, follow_ups: { jitter: 20m, days: [mon] } }
steps:
  - { id: one, email: { template: mails/one } }
  - { id: two, after: 1 day, email: { template: mails/two, thread: reply } }
  - { id: three, after: 1 day, schedule: { jitter: 30m }, task: { kind: call } }
on: { reply: { track: side } }
tracks:
  side: { stage: closing, steps: [{ id: four, schedule: { jitter: 40m }, email: { template: mails/four } }] }
`;
  const { cadence } = parseCadence(source, 'a.yaml');
  const plain = parseCadence(source.replace(/jitter: \d+m/g, 'jitter: 0s'), 'a.yaml').cadence;
  if (cadence === null || plain === null) throw new Error('the cadence has mistakes');
  const jitters = stepsOf(cadence).map((step) => scheduleOf(cadence, step).jitterMs / 60_000);
  expect(jitters).toEqual([10, 20, 30, 40]);
  expect(withoutJitter(cadence)).toEqual(plain);
});
