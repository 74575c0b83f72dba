import { createHash } from 'node:crypto';
import { lstat, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type Sentence, sentence } from '../domain/sentence.ts';
import { messageOf } from '../errors.ts';

/** A file of the templates folder that goes with mails as it is. */
export interface AssetFile {
  /** Path within the templates folder. */
  readonly path: string;
  /** SHA-256 of the content, in hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
  readonly content: Buffer;
}

/** What was found under a path: a file, or why there is none that can be used, to follow "the file … ". */
export type AssetResult = AssetFile | { readonly problem: Sentence };

/**
 * Reads files of the templates folder. Wherever a path or a link of the file system leads, nothing outside of the folder is
 * read, nor more of a file than is allowed.
 */
export async function readAssets(
  dir: string,
  paths: readonly string[],
  mostBytes: number,
): Promise<Map<string, AssetResult>> {
  const found = new Map<string, AssetResult>();
  for (const path of new Set(paths)) found.set(path, await readAsset(dir, path, mostBytes));
  return found;
}

async function readAsset(dir: string, path: string, mostBytes: number): Promise<AssetResult> {
  try {
    const folder = await realpath(dir);
    const real = await realpath(join(folder, path));
    if (!real.startsWith(folder + sep)) return { problem: sentence('file.outside') };
    // Before it is opened: opening a pipe waits for somebody who writes into it.
    if (!(await lstat(real)).isFile()) return { problem: sentence('file.no-file') };
    const file = await open(real, 'r');
    try {
      const stat = await file.stat();
      if (stat.size === 0) return { problem: sentence('file.empty') };
      if (stat.size > mostBytes) {
        return { problem: sentence('file.large', { bytes: stat.size, most: mostBytes }) };
      }
      const content = Buffer.alloc(stat.size);
      const { bytesRead } = await file.read(content, 0, stat.size, 0);
      if (bytesRead < stat.size) return { problem: sentence('file.changed') };
      const hash = createHash('sha256').update(content).digest('hex');
      return { path, hash, bytes: stat.size, content };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { problem: sentence('file.not-there') };
    return { problem: sentence('file.unreadable', { why: messageOf(error) }) };
  }
}
