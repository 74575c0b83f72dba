import { emptyWorkspace, parseWorkspace, type Workspace } from '../../domain/language/workspace.ts';
import { readYamlFiles } from './library-files.ts';

/**
 * The workspace alone, which takes no compiling: `emptyWorkspace` where there is none, or none that can be read.
 *
 * @throws Misconfigured `missing_folder`
 */
export async function readWorkspace(cadencesDir: string): Promise<Workspace> {
  const [file] = [...(await readYamlFiles(cadencesDir))].filter(([name]) => isWorkspace(name));
  const parsed = file === undefined ? null : parseWorkspace(file[1], file[0]);
  return parsed?.workspace ?? emptyWorkspace;
}

/** Whether a file of the library is the workspace's, by its path. */
export const isWorkspace = (file: string) => /(^|\/)workspace\.ya?ml$/.test(file);
