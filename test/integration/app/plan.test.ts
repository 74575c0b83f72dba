import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { movePending } from '../../../src/app/enrolments/move-pending.ts';
import { readLibrary } from '../../../src/app/library/library.ts';
import { changesAnything, plan } from '../../../src/app/library/plan.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import type { PublicationMode } from '../../../src/store/publications.ts';
import { cadenceOf, publishEdited } from '../../helpers/editing.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const old = cadenceOf('planned', ['one+2 days', 'two+3 days', 'three+3 days@closing']);
const edited = cadenceOf('planned', [
  'two+4 days@closing',
  'new+1 day@closing',
  'three+3 days@closing',
]);

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({
    cadences: { 'planned.yaml': old, 'same.yaml': cadenceOf('same', ['one']) },
  });
});
afterAll(() => system?.close());

const write = (text: string) =>
  writeFile(join(system.deps.config.CADENCES_DIR, 'planned.yaml'), text);
const planned = async (mode: PublicationMode, keys: readonly string[] = []) => {
  const { CADENCES_DIR, TEMPLATES_DIR } = system.deps.config;
  return plan(system.app, await readLibrary(CADENCES_DIR, TEMPLATES_DIR), { keys, mode });
};

test('nothing has changed: nothing would change', async () => {
  const nothing = await planned('move-now');
  expect(nothing.cadences.map(({ cadence: key, what }) => [key, what])).toEqual([
    ['planned', 'unchanged'],
    ['same', 'unchanged'],
  ]);
  expect(changesAnything(nothing)).toBe(false);
  await expect(planned('pin', ['nothing'])).rejects.toMatchObject({ code: 'unknown_cadence' });
});

test('what an edit changes, how many stand where, and what comes of it is what the plan has said', async () => {
  const ids: string[] = [];
  for (let left = 3; left > 0; left -= 1) {
    ids.push((await enrolOne(system.app, 'planned', { prospect: somebody() })).enrolmentId);
  }
  await write(edited);
  const template = join(system.deps.config.TEMPLATES_DIR, 'smoke/one.mjml');
  await writeFile(template, (await readFile(template, 'utf8')).replace('>One ', '>One more '));
  const [one, other] = (await planned('move-now')).cadences;
  expect(one?.changes).toMatchObject(
    [
      { what: 'step-removed', step: 'one' },
      { what: 'step-added', step: 'new', after: 'two' },
      { what: 'step-changed', step: 'two', field: 'stage', from: 'prospecting', to: 'closing' },
      { what: 'step-changed', step: 'two', field: 'after' },
    ].toSorted((a, b) => order(one, a) - order(one, b)),
  );
  expect(one?.templates).toMatchObject([{ template: 'smoke/one', what: 'changed' }]);
  expect(one?.mails[0]?.lines.filter((line) => /^[-+]/.test(line))).toEqual([
    expect.stringMatching(/^-One /),
    expect.stringMatching(/^\+One more /),
  ]);
  expect(one?.standing).toMatchObject([{ number: 1, step: 'one', status: 'active', count: 3 }]);
  expect(other).toMatchObject({ cadence: 'same', what: 'changed', standing: [] });
  expect(one?.sample).toHaveLength(2);
  const pinned = (await planned('pin', ['planned'])).cadences[0]?.sample;
  expect(pinned?.every(({ today, after }) => JSON.stringify(today) === JSON.stringify(after))).toBe(
    true,
  );
  const views = await Promise.all(ids.map((id) => readEnrolment(system.app.db, id)));
  expect(views.map((view) => view?.cadenceVersion)).toEqual([1, 1, 1]);

  await publishEdited(system, {}, 'move-now');
  await movePending(system.app);
  for (const { enrolmentId, after } of one?.sample ?? []) {
    expect((await readEnrolment(system.app.db, enrolmentId))?.nextTouch).toMatchObject(after ?? {});
  }
});

const order = (one: { changes: readonly object[] } | undefined, wanted: object): number =>
  one?.changes.findIndex((change) =>
    Object.entries(wanted).every(([key, value]) => Reflect.get(change, key) === value),
  ) ?? -1;
