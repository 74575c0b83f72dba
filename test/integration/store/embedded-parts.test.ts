import { execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findPackage, usableBinaries } from '../../../src/store/embedded/binaries.ts';
import { removeStale, whileAlone } from '../../../src/store/embedded/sharing.ts';
import { waitFor } from '../../helpers/wait.ts';

const base = mkdtempSync(join(tmpdir(), 'cadence-parts-'));
afterAll(() => rmSync(base, { recursive: true }));

const folder = () => mkdtempSync(join(base, 'folder-'));

function versionOf(binaries: string): string {
  const env = { LD_LIBRARY_PATH: join(binaries, 'lib') };
  return execFileSync(join(binaries, 'bin', 'postgres'), ['--version'], { env, stdio: 'pipe' })
    .toString()
    .trim();
}

test('binaries whose links npm left out are copied and put right', async () => {
  const { native, version } = findPackage();
  const bare = join(base, 'bare');
  cpSync(native, bare, { recursive: true, verbatimSymlinks: true });
  const links: { target: string }[] = JSON.parse(
    readFileSync(join(bare, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { target } of links) rmSync(join(bare, target.replace(/^native\//, '')));
  expect(() => versionOf(bare)).toThrow(/cannot open shared object file/);

  const found = { native: bare, version };
  const copies = folder();
  const [usable, same] = await Promise.all([
    usableBinaries(copies, null, found),
    usableBinaries(copies, null, found),
  ]);
  expect(usable).toBe(same);
  expect(versionOf(usable)).toMatch(/^postgres \(PostgreSQL\) 18\./);

  // Somebody cleans up, and takes half of it.
  rmSync(join(usable, 'bin', 'initdb'));
  rmSync(join(usable, links[0]?.target.replace(/^native\//, '') ?? ''));
  expect(versionOf(await usableBinaries(copies, null, found))).toMatch(/18\./);
  expect(await usableBinaries(copies, null, { native, version })).toBe(native);
});

const gone = '4194303 1';

test('the lock of a process that is gone is taken away', async () => {
  const path = folder();
  writeFileSync(join(path, 'lock'), gone);
  let inside = 0;
  const work = async () => {
    inside += 1;
    expect(inside).toBe(1);
    await readFile(join(path, 'lock'));
    inside -= 1;
  };
  await Promise.all([whileAlone(path, work), whileAlone(path, work), whileAlone(path, work)]);
  expect(readdirSync(path)).toEqual([]);
});

test('whoever comes late to a stale lock leaves the next one alone', async () => {
  const path = folder();
  const lock = join(path, 'lock');
  writeFileSync(lock, 'somebody else');
  expect(await removeStale(lock, gone, 'late')).toBe(true);
  expect(readFileSync(lock, 'utf8')).toBe('somebody else');

  writeFileSync(lock, gone);
  writeFileSync(`${lock}.of.4194303-1`, 'another, who is at it');
  expect(await removeStale(lock, gone, 'late')).toBe(false);
  expect(readFileSync(lock, 'utf8')).toBe(gone);
});

test('a lock that somebody holds is waited for, and then its holder is named', async () => {
  const path = folder();
  const inside = new EventEmitter();
  const holding = whileAlone(path, () => once(inside, 'leave'));
  await waitFor('somebody inside', () => inside.listenerCount('leave') > 0);
  await expect(whileAlone(path, async () => 'in', 200)).rejects.toMatchObject({
    code: 'database_folder_taken',
    message: expect.stringMatching(
      new RegExp(`^Process ${process.pid} \\d+ has been .* for 0\\.2 s\\. .*${path}/lock\\.$`),
    ),
  });
  const waiting = whileAlone(path, async () => 'in');
  inside.emit('leave');
  await holding;
  expect(await waiting).toBe('in');
});
