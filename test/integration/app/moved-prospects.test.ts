import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { reconsiderTouch } from '../../../src/app/enrolments/reconsider-touch.ts';
import { normaliseAddress } from '../../../src/domain/address.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { type ProspectInput, upsertProspects } from '../../../src/store/prospects.ts';
import { claimNext } from '../../helpers/hand-over.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const cadence = `
key: mornings
title: Mornings
schedule: { default_timezone: Europe/Oslo, windows: ["08:30-11:30"] }
steps: [{ id: one, email: { template: smoke/one } }]
`;

const clock = createSetClock('2026-11-24T00:00:00Z');
let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ cadences: { 'mornings.yaml': cadence }, clock });
});
afterAll(() => system?.close());

const oslo = '2026-11-24T07:30:00.000Z';
const dueAt = async (enrolmentId: string) =>
  (await readTouches(system.app.db, enrolmentId)).at(-1)?.dueAt?.toISOString();

/** Somebody who is planned by the clock of Oslo, then told to be elsewhere. */
async function told(known: Partial<ProspectInput>, facts: Partial<ProspectInput>) {
  clock.set('2026-11-24T00:00:00Z');
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'mornings', { prospect: { email, ...known } });
  const address = normaliseAddress(email) ?? '';
  await system.app.db.transaction((tx) =>
    upsertProspects(tx, [{ email, address, ...facts }], clock.now(), system.app.newId),
  );
  clock.set(oslo);
  return enrolmentId;
}

test.each([
  ['another zone', {}, { timezone: 'America/Chicago' }, '2026-11-24T14:30:00.000Z'],
  ['another country', { country: 'NO' }, { country: 'JP' }, '2026-11-24T23:30:00.000Z'],
  [
    'the state that was not known',
    { country: 'NO' },
    { country: 'US', attributes: { State: 'TX' } },
    '2026-11-24T14:30:00.000Z',
  ],
])('%s: no mail by the clock of where somebody is not', async (_, known, facts, expected) => {
  const enrolmentId = await told(known, facts);
  expect(await dueAt(enrolmentId)).toBe(oslo);
  await expect(claimNext(system, enrolmentId)).rejects.toThrow('outside_window');
  const [touch] = await readTouches(system.app.db, enrolmentId);
  await reconsiderTouch(system.app, touch?.id ?? '', 'outside_window');
  expect(await dueAt(enrolmentId)).toBe(expected);
});

test.each([
  [
    'the same again',
    { country: 'NO', attributes: { region: 'Oslo' } },
    { country: 'NO', attributes: { region: 'Oslo' } },
  ],
  ['something else', { country: 'NO' }, { firstName: 'Kari', attributes: { budget: 5 } }],
])('%s changes nothing', async (_, known, facts) => {
  const enrolmentId = await told(known, facts);
  expect((await claimNext(system, enrolmentId)).enrolmentId).toBe(enrolmentId);
});
