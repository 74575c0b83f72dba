import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { painter } from '../../../src/commands/colour.ts';
import { codeTable, explanation, showProblem, summary } from '../../../src/commands/lint-report.ts';
import type { PlainProblem } from '../../../src/domain/language/problem.ts';
import { problemCodes } from '../../../src/domain/language/problem-codes.ts';
import { launcher } from '../../helpers/launcher.ts';

// Each run is a process of its own, on a machine that does other things.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, '../../..');
const scratch = await mkdtemp(join(tmpdir(), 'cadence-lint-'));
afterAll(() => rm(scratch, { recursive: true }));

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = promisify(execFile);

/** Runs the command for real, on a library of the fixtures. */
async function lint(library: string, ...args: readonly string[]): Promise<Ran> {
  const folder = join('test/fixtures/libraries', library);
  const env = {
    ...process.env,
    CADENCES_DIR: join(folder, 'cadences'),
    TEMPLATES_DIR: join(folder, 'templates'),
  };
  const options = { cwd: root, env, timeout: 60_000 };
  try {
    const done = await run(process.execPath, [launcher, 'lint', ...args], options);
    return { exit: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exit: code, stdout, stderr };
  }
}

const cadence = 'test/fixtures/libraries/threads/cadences/threads.yaml';

test('plain: the line of each problem, its place below with a caret, a summary apart; warnings exit 0', async () => {
  const { exit, stdout, stderr } = await lint('threads');
  expect(exit).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(9);
  expect(lines[0]).toMatch(`${cadence}:9:73 warning subject-in-thread This mail continues`);
  expect(lines[1]).toBe(
    '9 |   - { id: three, after: 2 days, email: { template: mails/other, thread: reply } }',
  );
  expect(lines[2]).toBe(`${' '.repeat(4 + 72)}^`);
  expect(stderr).toMatch(/^\n0 errors, 3 warnings in 1 file\. /);
  expect(stdout).not.toContain('\u001B');
});

test('--json is the pinned shape and nothing else; errors exit 1', async () => {
  const { exit, stdout, stderr } = await lint('references', '--json');
  expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' });
  const problems: readonly PlainProblem[] = JSON.parse(stdout);
  for (const problem of problems) {
    expect(Object.keys(problem)).toEqual(['file', 'line', 'column', 'severity', 'code', 'message']);
  }
  const places = problems.map(({ file, line, column }) => [file, line, column] as const);
  const sorted = [...places].sort(
    (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) || a[1] - b[1] || a[2] - b[2],
  );
  expect(places).toEqual(sorted);
  expect(new Set(places.map(([file]) => file)).size).toBe(5);
});

test('--quiet shows errors only, of the paths that are named; a template has its excerpt too', async () => {
  const { exit, stdout, stderr } = await lint(
    'references',
    '--quiet',
    'test/fixtures/libraries/references/cadences/twin.yaml',
    './test/fixtures/libraries/references/templates/',
  );
  expect(exit).toBe(1);
  expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  expect(stdout).toContain('twin.yaml:4:6 error duplicate-cadence ');
  expect(stderr).toContain('\n1 error in 1 file; 4 warnings not shown. ');
});

test('a draft outside of the library is looked at as if it were in it', async () => {
  const draft = join(scratch, 'draft.yaml');
  await writeFile(
    draft,
    `key: threads
title: The next version of a cadence that is there
steps:
  - { id: one, stage: prospecting, email: { template: mails/onne } }
`,
  );
  const { exit, stdout } = await lint('threads', draft);
  expect(exit).toBe(1);
  const heads = stdout.split('\n').filter((line) => line.startsWith(draft));
  expect(heads.map((line) => line.replace(draft, '').replace(/ [A-Z].*/, ''))).toEqual([
    ':3:1 warning few-touches',
    ':4:55 error unknown-template',
  ]);
  expect(stdout).toContain('did you mean mails/one?');
});

test('a cadence may be named by its key', async () => {
  const named = await lint('threads', 'threads', '--json');
  expect(named).toEqual(await lint('threads', cadence, '--json'));
  expect(JSON.parse(named.stdout)).toHaveLength(3);
});

test('a path that is not there is an error, not a clean bill', async () => {
  const { exit, stdout, stderr } = await lint('threads', 'cadences/nothing.yaml');
  expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
  expect(stderr).toContain('no_such_file: There is no file or folder "cadences/nothing.yaml".');
});

test('--codes lists every code, and --explain knows each', () => {
  const lines = codeTable().split('\n');
  expect(lines.slice(2).map((line) => line.split(' ')[0])).toEqual(Object.keys(problemCodes));
  const plain = (_style: unknown, text: string) => text;
  expect(explanation('track-loop', plain)).toBe(
    'track-loop (warning: does not keep from publishing)\nAnswers to the mails of a track lead into the same track, a loop. Nobody goes through it twice: the second time it stands still, and a person has a task.\n' +
      'Add `pause: true` and a task, so that a person stands between, or let the track end with `then: exit`.',
  );
  expect(() => explanation('track-lop', plain)).toThrow(', did you mean track-loop?');
});

test('colours on a terminal only, and not where NO_COLOR is set', () => {
  const problem: PlainProblem = {
    file: 'a.yaml',
    line: 1,
    column: 3,
    severity: 'error',
    code: 'unknown-key',
    message: 'No.',
  };
  const sources = new Map([['a.yaml', 'a: b']]);
  const shown = (isTerminal: boolean | undefined, env: Record<string, string>) =>
    showProblem(problem, sources, painter(isTerminal, env)).join('\n');
  const plain = 'a.yaml:1:3 error unknown-key No.\n1 | a: b\n      ^';
  expect(shown(undefined, {})).toBe(plain);
  expect(shown(true, { NO_COLOR: '1' })).toBe(plain);
  expect(shown(true, { TERM: 'dumb' })).toBe(plain);
  const coloured = shown(true, { NO_COLOR: '' });
  expect(coloured).toContain('\u001B[31merror\u001B[39m');
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});

test('the summary counts errors, warnings and files', () => {
  const at = (file: string, severity: PlainProblem['severity']) => ({
    file,
    line: 1,
    column: 1,
    severity,
    code: 'unknown-key',
    message: '',
  });
  const problems = [at('a', 'error'), at('a', 'error'), at('b', 'warning')];
  expect(summary(problems, false)).toBe('2 errors, 1 warning in 2 files');
  expect(summary(problems, true)).toBe('2 errors in 1 file; 1 warning not shown');
});
