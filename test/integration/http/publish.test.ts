import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smoke, somebody } from '../../helpers/system.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  const other = smoke.replace('key: smoke', 'key: other');
  http = await openHttp({ cadences: { 'smoke.yaml': smoke, 'other.yaml': other } });
});
afterAll(() => http?.close());

const publish = (key: string) => http.call('POST', `/v1/cadences/${key}/publish`, { as: 'ops' });
const numberOf = async (key: string) =>
  (await http.call('GET', `/v1/cadences/${key}`, { as: 'rep' })).body.number;

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  const path = join(http.system.deps.config.CADENCES_DIR, file);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

test('what a file says now is published, that cadence alone, and nobody in flight is moved', async () => {
  expect(await publish('smoke')).toMatchObject({
    status: 200,
    body: { cadence: 'smoke', number: 1, changed: false },
  });
  const body = { cadence: 'smoke', prospect: somebody() };
  const early = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  for (const file of ['smoke.yaml', 'other.yaml']) {
    await rewrite(file, (text) => text.replace('id: one', 'id: first'));
  }
  expect(await publish('smoke')).toMatchObject({
    status: 200,
    body: { cadence: 'smoke', number: 2, changed: true },
  });
  expect(await numberOf('smoke')).toBe(2);
  expect(await numberOf('other')).toBe(1);
  const kept = await http.call('GET', `/v1/enrolments/${early.id}`, { as: 'rep' });
  expect(kept.body).toMatchObject({ cadenceVersion: 1, nextTouch: { step: 'one' } });
  const late = await http.call('POST', '/v1/enrolments', {
    as: 'rep',
    body: { cadence: 'smoke', prospect: somebody() },
  });
  expect(late.body).toMatchObject({ cadenceVersion: 2, nextTouch: { step: 'first' } });
});

test('with a mode people are moved before the answer; a mode that there is not is refused', async () => {
  const body = { cadence: 'other', prospect: somebody() };
  const early = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  await rewrite('other.yaml', (text) => text.replace('id: first', 'id: opening'));
  const asked = { as: 'ops', body: { mode: 'move-now' } } as const;
  const path = '/v1/cadences/other/publish';
  expect(await http.call('POST', path, asked)).toMatchObject({
    status: 200,
    body: { cadence: 'other', number: 2, changed: true, mode: 'move-now', moved: 1 },
  });
  const moved = await http.call('GET', `/v1/enrolments/${early.id}`, { as: 'rep' });
  expect(moved.body).toMatchObject({ cadenceVersion: 2, nextTouch: { step: 'two' } });
  expect(await http.call('POST', path, asked)).toMatchObject({
    status: 200,
    body: { changed: false, publication: null, moved: 0 },
  });
  const wrong = { as: 'ops', body: { mode: 'at-once' } } as const;
  expect((await http.call('POST', path, wrong)).status).toBe(400);
});

test('a key that no file has, and a file with a mistake', async () => {
  expect(await publish('nothing')).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_cadence' } },
  });
  await rewrite('smoke.yaml', (text) => text.replace('smoke/one', 'smoke/missing'));
  expect(await publish('smoke')).toMatchObject({
    status: 400,
    body: {
      error: { code: 'invalid_library', details: { problems: [{ code: 'unknown-template' }] } },
    },
  });
  expect(await numberOf('smoke')).toBe(2);
});
