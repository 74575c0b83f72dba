import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const fixtures = join(import.meta.dirname, '../fixtures');

/** What a fixture says of itself in comments, `# expect: CODE LINE:COLUMN`: each `CODE LINE:COLUMN`. */
export function expectedIn(text: string): string[] {
  return [...text.matchAll(/^(?:#|<!--) expect: (\S+ \d+:\d+)/gm)].map((match) => match[1] ?? '');
}

/** The texts of all files in a folder and below. */
export async function texts(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')));
}
