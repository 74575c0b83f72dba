/** `cadence lint` of a large library, as a whole command. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLintCorpus } from './lint-corpus.ts';
import { limitResult, type Result } from './result.ts';

export async function benchLinting(cadences: number, templates: number): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cadence-bench-lint-'));
  try {
    await writeLintCorpus(folder, cadences, templates);
    const seconds = await lintCommand(folder);
    const name = `lint of ${cadences} cadences with ${templates.toLocaleString('en-US')} templates`;
    return [limitResult(name, 's', seconds, 10)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns seconds from start to end of the process */
async function lintCommand(folder: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['src/launch.mjs', 'lint', '--quiet'], {
    env: {
      ...process.env,
      CADENCES_DIR: join(folder, 'cadences'),
      TEMPLATES_DIR: join(folder, 'templates'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`lint ended with ${code}`);
  return (performance.now() - startedAt) / 1_000;
}
