import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Misconfigured } from '../../errors.ts';

const lookEveryMs = 50;

/** A process, told apart from a later one with the same number by when it started. */
async function identityOf(pid: number): Promise<string | null> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EPERM') return null;
  }
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return `${pid} ${status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
}

async function isAlive(identity: string): Promise<boolean> {
  return (await identityOf(Number.parseInt(identity, 10))) === identity;
}

/**
 * Does work while no other process starts or stops the server. A lock that its process has left behind is taken away.
 *
 * @throws Misconfigured `database_folder_taken` when it has waited in vain
 */
export async function whileAlone<T>(
  folder: string,
  work: () => Promise<T>,
  waitAtMostMs = 60_000,
): Promise<T> {
  const path = join(folder, 'lock');
  const own = (await identityOf(process.pid)) ?? String(process.pid);
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    if (await takeLock(path, own)) break;
    const holder = await readFile(path, 'utf8').catch(() => null);
    if (holder !== null && !(await isAlive(holder)) && (await removeStale(path, holder, own))) {
      continue;
    }
    if (waitedMs > waitAtMostMs) {
      throw new Misconfigured(
        'database_folder_taken',
        `Process ${holder} has been starting or stopping the embedded database for ${waitAtMostMs / 1_000} s. Wait for it or end it, then remove ${path}.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * Takes away the lock of a process that is gone. Several may have seen that it is stale: whoever comes late must not take
 * away the next one's, so the right to remove this very lock is a lock as well.
 *
 * @param holder  who is gone, as the lock says
 * @returns false when another process is at it
 */
export async function removeStale(path: string, holder: string, own: string): Promise<boolean> {
  const right = `${path}.of.${holder.replace(/\W+/g, '-')}`;
  if (!(await takeLock(right, own))) return false;
  try {
    const now = await readFile(path, 'utf8').catch(() => null);
    if (now === holder) await rm(path, { force: true });
    return true;
  } finally {
    await rm(right, { force: true });
  }
}

/** The lock appears with its content or not at all, so that nobody takes a half-written one for a stale one. */
async function takeLock(path: string, own: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${drafts}`;
  drafts += 1;
  await writeFile(draft, own);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

let drafts = 0;
let opened = 0;

/** Notes that this process uses the server; returns the note. */
export async function addHolder(folder: string): Promise<string> {
  const holders = join(folder, 'holders');
  await mkdir(holders, { recursive: true });
  opened += 1;
  const path = join(holders, `${process.pid}.${opened}`);
  await writeFile(path, (await identityOf(process.pid)) ?? String(process.pid));
  return path;
}

/** How many use the server, this process included; notes of processes that are gone are taken away. */
export async function countHolders(folder: string): Promise<number> {
  const holders = join(folder, 'holders');
  let count = 0;
  for (const name of await readdir(holders).catch(() => [])) {
    const path = join(holders, name);
    const identity = await readFile(path, 'utf8').catch(() => '');
    if (await isAlive(identity)) count += 1;
    else await rm(path, { force: true });
  }
  return count;
}
