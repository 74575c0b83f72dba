/** What a list of suppressions makes of those who are in a cadence. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { importSuppressions } from '../../../src/app/people/import-suppressions.ts';
import { readSuppressionRows } from '../../../src/app/people/suppression-rows.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { insertSuppressions, readSuppressionReason } from '../../../src/store/suppressions.ts';
import { openSystem, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

async function enrolled() {
  const domain = `${randomUUID()}.example`;
  const email = `kari@${domain}`;
  const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
  return { email, domain, enrolmentId };
}
const read = (...lines: readonly string[]) => {
  const list = Readable.from([['value,reason', ...lines].join('\n')]);
  return importSuppressions(system.app, { lines: readSuppressionRows(list, 'manual'), by: 'ola' });
};
type Person = Awaited<ReturnType<typeof enrolled>>;

test.each<[string, string, (person: Person) => readonly string[]]>([
  [
    'of the address before its domain',
    'opted_out',
    ({ email, domain }) => [`${email},opted_out`, `${domain},manual`],
  ],
  ['the stronger of two', 'complained', ({ email }) => [`${email},complained`, `${email},manual`]],
  ['of the domain alone', 'manual', ({ domain }) => [`${domain},manual`]],
])('the reason of their end is the one that stands: %s', async (_which, reason, lines) => {
  const person = await enrolled();
  expect(await read(...lines(person))).toMatchObject({ ended: 1 });
  expect(await readSuppressionReason(system.app.db, person.email)).toBe(reason);
  expect(await readEnrolment(system.app.db, person.enrolmentId)).toMatchObject({
    state: { status: 'exited', exitReason: reason },
  });
});

test('whoever complained before the list came has complained', async () => {
  const { app } = system;
  const { email, enrolmentId } = await enrolled();
  // As after a crash between the suppression and the end of what they were in.
  const before = { value: email, reason: 'complained', source: 'fbl' };
  await insertSuppressions(app.db, [before], app.clock.now());
  await read(`${email},opted_out`);
  expect(await readEnrolment(app.db, enrolmentId)).toMatchObject({
    state: { status: 'exited', exitReason: 'complained' },
  });
});
