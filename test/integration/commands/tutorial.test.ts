/**
 * The ten-minute tutorial of the README, done as it says: what it shows is written, what it types is typed, and the answers
 * are compared. `UPDATE_TUTORIAL=1` writes the answers into the README.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { launcher } from '../../helpers/launcher.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { readme, sectionOf } from '../../helpers/readme.ts';

const root = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'cadence-tutorial-'));
for (const name of ['cadences', 'templates'])
  cpSync(join(root, name), join(folder, name), { recursive: true });
const database = await createTestDatabase();
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const section = sectionOf('Ten minutes');

/** `npx cadence` is the command line of this checkout. */
const shell = `npx() { shift; '${process.execPath}' '${launcher}' "$@"; }`;

async function type(command: string): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const options = { cwd: folder, env: { PATH, HOME, NO_COLOR: '1', DATABASE_URL: database.url } };
  // What a person sees: both outputs, in the order in which they were written.
  const ran = promisify(execFile)('bash', ['-c', `${shell}; ${command} 2>&1`], options);
  const { stdout } = await ran.catch((error: { stdout: string }) => error);
  return stdout.trimEnd();
}

/** What differs from run to run. */
const steady = (text: string) => text.replace(/\(\d[\d.]* m?s\)/g, '(… ms)');

async function answered(block: string): Promise<string> {
  const commands = block.split('\n').filter((line) => line.startsWith('$ '));
  const answers: string[] = [];
  for (const command of commands) {
    const answer = await type(command.slice(2));
    answers.push(answer === '' ? command : `${command}\n${answer}`);
  }
  return answers.join('\n');
}

test('it does what it says', { timeout: 240_000 }, async () => {
  const parts = section.split(/^(```\w*\n[\s\S]*?\n```)$/m);
  let path: string | undefined;
  for (const [index, part] of parts.entries()) {
    const [, language = '', content = ''] = /^```(\w*)\n([\s\S]*)\n```$/.exec(part) ?? [];
    if (!part.startsWith('```')) {
      path = /`([\w./-]+)`:\n\n$/.exec(part)?.[1];
    } else if (language !== '') {
      const file = join(folder, path ?? 'nowhere');
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${content}\n`);
    } else {
      parts[index] = `\`\`\`\n${await answered(content)}\n\`\`\``;
    }
  }
  const done = parts.join('');
  expect(done).toContain('spring-offer version 1 is current');
  if (process.env.UPDATE_TUTORIAL === '1') {
    writeFileSync(
      join(root, 'README.md'),
      readme.replace(section, () => done),
    );
  } else {
    expect(steady(section)).toBe(steady(done));
  }
});
