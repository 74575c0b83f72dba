import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Folder for the pictures of one test file, empty: several files take pictures at the same time. */
export function emptyOutput(name: string): string {
  const folder = join(import.meta.dirname, 'output', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
