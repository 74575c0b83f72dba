import { existsSync } from 'node:fs';
import { isWithin } from '../app/library/library-files.ts';
import type { Config } from '../config.ts';
import { InvalidInput } from '../errors.ts';

/** Those of the paths that lead out of the library. @throws InvalidInput `no_such_file` */
export function draftsAmong(
  paths: readonly string[],
  { CADENCES_DIR, TEMPLATES_DIR }: Pick<Config, 'CADENCES_DIR' | 'TEMPLATES_DIR'>,
): readonly string[] {
  return paths.filter((path) => {
    if (!existsSync(path)) {
      throw new InvalidInput('no_such_file', `There is no file or folder "${path}".`);
    }
    return ![CADENCES_DIR, TEMPLATES_DIR].some(
      (folder) => isWithin(path, folder) || isWithin(folder, path),
    );
  });
}
