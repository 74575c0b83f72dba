import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { runImport } from '../../../src/app/enrolling/import.ts';
import { readCsv } from '../../../src/app/enrolling/import-rows.ts';
import { countRealData, forgetDemo } from '../../../src/store/demo-data.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

const importing = (cadence: string | null, csv: string) =>
  runImport(system.app, { cadence, by: 'test', lines: readCsv(Readable.from([csv])) });
const real = (...demoImportIds: (string | null)[]) =>
  countRealData(
    system.app.db,
    demoImportIds.filter((id) => id !== null),
  );

test('a demo takes for its own what its imports enrolled, and nothing else', async () => {
  expect(await real()).toEqual({ enrolments: 0, imports: 0 });
  await expect(importing('smoke', 'name\n')).rejects.toThrow();
  expect(await real()).toEqual({ enrolments: 0, imports: 0 });

  const demo = await importing('smoke', `email\n${somebody().email}\n`);
  expect(await real(demo.importId)).toEqual({ enrolments: 0, imports: 0 });
  expect(await real()).toEqual({ enrolments: 1, imports: 1 });

  await enrolOne(system.app, 'smoke', { prospect: somebody() });
  expect(await real(demo.importId)).toEqual({ enrolments: 1, imports: 0 });
  expect(await real()).toEqual({ enrolments: 2, imports: 1 });

  const second = await importing('smoke', `email\n${somebody().email}\n`);
  expect(await real(demo.importId)).toEqual({ enrolments: 2, imports: 1 });
  expect(await real(demo.importId, second.importId)).toEqual({ enrolments: 1, imports: 0 });

  await importing(null, `email\n${somebody().email}\n`);
  expect(await real(demo.importId, second.importId)).toEqual({ enrolments: 1, imports: 1 });
});

test('all of a demo can be forgotten, whatever tells of its people', async () => {
  await importing('smoke', `email\n${somebody().email}\n`);
  await forgetDemo(system.app.db);
  expect(await real()).toEqual({ enrolments: 0, imports: 0 });
});
