import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptLibrary } from '../../../src/app/library/kept-library.ts';
import { mail, smoke, templates, writeFiles } from '../../helpers/system.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cadence-library-'));
  await writeFiles(join(home, 'cadences'), { 'smoke.yaml': smoke });
  await writeFiles(join(home, 'templates'), templates);
});
afterAll(() => rm(home, { recursive: true, force: true }));

test('what was read is kept until a file changes, comes or goes', async () => {
  const [cadences, mails] = [join(home, 'cadences'), join(home, 'templates')];
  const read = keptLibrary(cadences, mails);
  const first = await read();
  expect(await read()).toBe(first);
  const [one, other] = await Promise.all([read(), read()]);
  expect([one, other]).toEqual([first, first]);

  await writeFile(join(mails, 'smoke/one.mjml'), mail('Hello there', 'One'));
  const changed = await read();
  expect(changed).not.toBe(first);
  expect(await read()).toBe(changed);

  await writeFile(join(cadences, 'more.yaml'), smoke.replace('key: smoke', 'key: more'));
  expect((await read()).cadences).toHaveLength(2);
  await unlink(join(cadences, 'more.yaml'));
  expect((await read()).cadences).toHaveLength(1);
});

test('a folder that is not there is told each time, and read once it is', async () => {
  const read = keptLibrary(join(home, 'later'), join(home, 'templates'));
  await expect(read()).rejects.toThrow('cannot be read');
  await expect(read()).rejects.toThrow('cannot be read');
  await writeFiles(join(home, 'later'), { 'smoke.yaml': smoke });
  expect((await read()).cadences).toHaveLength(1);
});
