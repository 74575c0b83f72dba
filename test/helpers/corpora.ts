import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tell } from './requirements.ts';

const root = join(import.meta.dirname, '../../../shared/corpora');

/** The folder of a corpus beside the project; null where it is absent, which is told as any skipped suite is. */
export function corpus(name: string): string | null {
  const folder = join(root, name);
  if (existsSync(folder)) return folder;
  tell(`corpora/${name}`, 'put shared/corpora beside the project');
  return null;
}
