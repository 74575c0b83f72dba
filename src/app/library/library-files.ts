import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { InvalidInput, Misconfigured } from '../../errors.ts';

/** Texts of the YAML files of a folder, by their path as people type it. @throws Misconfigured `missing_folder` */
export async function readYamlFiles(dir: string): Promise<Map<string, string>> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new Misconfigured(
      'missing_folder',
      `The folder "${dir}" cannot be read. Run from the project's folder, or set CADENCES_DIR.`,
      undefined,
      { cause },
    );
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  return readTexts(files.map((name) => join(dir, name)));
}

async function readTexts(paths: readonly string[]): Promise<Map<string, string>> {
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return new Map(paths.map((path, index) => [shown(path), texts[index] ?? '']));
}

/** A path as people type it: relative to where they are, when it lies there. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  const [inner, outer] = [resolve(path), resolve(folder)];
  return inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

/**
 * YAML files outside of the library that somebody names: drafts, which are looked at as if they were in it.
 *
 * @param paths  files, or folders of files
 * @throws InvalidInput `not_a_cadence` for a file that is no YAML
 */
export async function readDrafts(paths: readonly string[]): Promise<Map<string, string>> {
  const drafts = new Map<string, string>();
  for (const path of paths) {
    const found = await stat(path);
    if (!found.isDirectory() && !/\.ya?ml$/.test(path)) {
      throw new InvalidInput(
        'not_a_cadence',
        `"${path}" is no cadence file (.yaml), and lies outside of the templates folder (TEMPLATES_DIR).`,
      );
    }
    const texts = found.isDirectory() ? await readYamlFiles(path) : await readTexts([path]);
    for (const [file, text] of texts) drafts.set(file, text);
  }
  return drafts;
}
