/** An objection that a person has heard themselves: the cadence goes by its rule for it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { tellObjection } from '../../../src/app/events/told-objection.ts';
import { inEnglish } from '../../../src/domain/sentence.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';

let system: TestSystem;
beforeAll(async () => {
  const cadence = smoke
    .replace(
      'on: {',
      'on: { objection: { price: { track: price }, timing: { pause: true }, default: { pause: true, task: { kind: objection, title: Meet it } } },',
    )
    .concat(
      'tracks: { price: { stage: closing, steps: [{ id: price-answer, email: { template: smoke/one } }], then: resume } }\n',
    );
  system = await openSystem({ cadences: { 'smoke.yaml': cadence } });
});
afterAll(() => system?.close());

async function enrolled() {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
  return { email, id: enrolmentId };
}
const stateOf = async (id: string) => (await readEnrolment(system.app.db, id))?.state;
const objected = (id: string, category: string, more: { text?: string; id?: string } = {}) =>
  tellObjection(system.app, id, { category, ...more }, 'Kari');

test('it leads onto the track, and the history tells who heard it', async () => {
  const { id } = await enrolled();
  await objected(id, 'price', { text: 'Too dear.' });
  expect(await stateOf(id)).toMatchObject({ status: 'active', track: 'price', stage: 'closing' });
  const entries = await readTimeline(system.app.db, id, null, 100);
  expect(entries).toContainEqual(
    expect.objectContaining({
      type: 'reply.objection',
      data: expect.objectContaining({ category: 'price', by: 'Kari' }),
    }),
  );
});

test('told twice with one id it counts once, also at the same moment', async () => {
  const { id } = await enrolled();
  const eventId = randomUUID();
  await Promise.all([1, 2, 3].map(() => objected(id, 'trust', { id: eventId })));
  expect(await stateOf(id)).toMatchObject({ status: 'paused', pauseReason: 'objection' });
  expect(await listTasks(system.app.db, { enrolmentId: id, limit: 10 })).toHaveLength(1);
});

test.each([true, false])('an opt-out wins, before it or after it: %s', async (before) => {
  const { id, email } = await enrolled();
  if (before) await tell(system.app, email, 'prospect.opted_out');
  await (before
    ? expect(objected(id, 'price')).rejects.toMatchObject({ code: 'not_active' })
    : objected(id, 'price'));
  if (!before) await tell(system.app, email, 'prospect.opted_out');
  expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
});

test('a pause by hand stays, and the track waits behind it', async () => {
  const { id } = await enrolled();
  await changeEnrolment(system.app, id, { do: 'pause', until: null }, 'Kari');
  await objected(id, 'price');
  expect(await stateOf(id)).toMatchObject({ status: 'paused', track: 'price' });
});

test('one that changes nothing says so, and why', async () => {
  const { id } = await enrolled();
  expect(await objected(id, 'timing')).toMatchObject({ unchanged: null });
  const paused = await enrolled();
  await changeEnrolment(system.app, paused.id, { do: 'pause', until: null }, 'Kari');
  const before = await stateOf(paused.id);
  const { unchanged } = await objected(paused.id, 'timing');
  expect(unchanged && inEnglish(unchanged)).toBe(
    'the objection is noted and changes nothing: it stays paused (manual)',
  );
  expect(await stateOf(paused.id)).toEqual(before);
});

test('an unknown category is refused with what there is, and a stranger is not there', async () => {
  const { id } = await enrolled();
  await expect(objected(id, 'prise')).rejects.toMatchObject({
    code: 'unknown_category',
    message: expect.stringMatching(/price, timing.*price/),
  });
  await expect(objected(randomUUID(), 'price')).rejects.toMatchObject({
    code: 'unknown_enrolment',
  });
});
