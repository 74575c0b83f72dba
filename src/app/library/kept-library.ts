import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Library } from './library.ts';

/**
 * What reads the library for pages: compiling all mails takes longer than a page has, so what was read is kept until a
 * file is another than it was, by its size, its times and its inode.
 */
export function keptLibrary(cadencesDir: string, templatesDir: string): () => Promise<Library> {
  let kept: { readonly files: string; readonly library: Promise<Library> } | null = null;
  return async () => {
    // Before reading: what changes while it is read is read again the next time.
    const files = (await Promise.all([cadencesDir, templatesDir].map(stampsOf))).join('\n\n');
    if (kept?.files === files) return kept.library;
    // Loaded where it is needed: most commands read no template.
    const library = import('./library.ts').then(({ readLibrary }) =>
      readLibrary(cadencesDir, templatesDir),
    );
    kept = { files, library };
    library.catch(() => {
      kept = null;
    });
    return library;
  };
}

/** A line for each file of a folder; of one that cannot be read, nothing: reading it says what is wrong. */
async function stampsOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const stamps = await Promise.all(
    names.toSorted().map(async (name) => {
      const found = await stat(join(folder, name), { bigint: true }).catch(() => null);
      if (found === null) return `${name} gone`;
      const { ino, size, mtimeNs, ctimeNs } = found;
      return `${name} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
    }),
  );
  return stamps.join('\n');
}
