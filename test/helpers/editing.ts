import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLibrary } from '../../src/app/library/library.ts';
import { type PublishedTogether, publish } from '../../src/app/library/publish.ts';
import type { PublicationMode } from '../../src/store/publications.ts';
import type { TestSystem } from './system.ts';

/** Writes cadence files of a system and publishes what has changed; nobody is moved yet. */
export async function publishEdited(
  { app, deps }: TestSystem,
  files: Readonly<Record<string, string>>,
  mode: PublicationMode,
  keys: readonly string[] = [],
): Promise<PublishedTogether> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(deps.config.CADENCES_DIR, name), text);
  }
  const library = await readLibrary(deps.config.CADENCES_DIR, deps.config.TEMPLATES_DIR);
  return publish(app, library, { keys, mode, by: 'test' });
}

/** A cadence of mails; `two+3 days@closing` is a step `two`, three days after the one before it, in that stage. */
export function cadenceOf(key: string, steps: readonly string[], rest = ''): string {
  const lines = steps.map((text) => {
    const [, id = '', after = '0s', stage = 'prospecting'] =
      /^([\w-]+)(?:\+([^@]+))?(?:@(.+))?$/.exec(text) ?? [];
    return `  - { id: ${id}, after: ${after}, stage: ${stage}, ${bodyOf(id)} }`;
  });
  return `key: ${key}\ntitle: Edited\nsteps:\n${lines.join('\n')}\n${rest}\n`;
}

/** A step whose name begins with `call` is a task. */
function bodyOf(id: string): string {
  return id.startsWith('call')
    ? 'task: { kind: call, title: Ring }'
    : 'email: { template: smoke/one }';
}
