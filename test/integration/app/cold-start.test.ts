import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { createVersions } from '../../../src/app/library/versions.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

test('a process that has just started does what forty ask of it at once', async () => {
  const candidates = Array.from({ length: 40 }, () => ({ prospect: somebody() }));
  const enrolled = await enrol(system.app, { cadence: 'smoke', candidates });
  const app = { ...system.app, versions: createVersions(system.app.db) };
  const startedAt = performance.now();
  await Promise.all(
    enrolled.map((result) => {
      if ('refused' in result) throw new Error(result.message);
      return changeEnrolment(app, result.enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
    }),
  );
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
