import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCadenceTests } from '../../src/app/library/cadence-tests/run-cadence-tests.ts';
import { readCadences, readLibrary } from '../../src/app/library/library.ts';
import { showProblem } from '../../src/commands/lint-report.ts';
import { showResult, testSummary } from '../../src/commands/test-report.ts';
import { variables } from '../../src/config.ts';
import { bounceReasons } from '../../src/inbound/mail/bounce/reasons.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the configuration table is the one of config.ts', () => {
  const rows = variables.map(({ name, fallback, meaning }) => {
    const shown = fallback === '' ? '–' : `\`${fallback}\``;
    return `| \`${name}\` | ${shown} | ${meaning} |`;
  });
  const section = readme.slice(readme.indexOf('## Configuration'));
  const table = section.split('\n').filter((line) => line.startsWith('| `'));
  expect(table.slice(0, rows.length)).toEqual(rows);
});

test('what the README shows and names exists', () => {
  const images = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path ?? '');
  expect(images.length).toBeGreaterThan(0);
  expect(images.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('whatever the program reads beside its code is built with it', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const beside = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.\w+$/.test(name) && !/\.m?[tj]s$/.test(name),
  );
  expect(beside).toContain('commands/demo/prospects.csv');
  const whole = ['console/views', 'console/assets', 'email/own'];
  expect(scripts.build).toContain('cp -r src/console/views src/console/assets dist/console/');
  expect(scripts.build).toContain('cp -r src/email/own dist/email/');
  const single = beside.filter((name) => !whole.some((folder) => name.startsWith(`${folder}/`)));
  expect(beside.length).toBeGreaterThan(single.length);
  for (const name of single) expect(scripts.build).toContain(`cp src/${name} dist/`);
});

test('every path that the Dockerfile copies exists', () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, paths]) =>
    (paths ?? '').split(' ').slice(0, -1),
  );
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the output of lint is what it says of that draft', async () => {
  const draft = join(root, 'test/fixtures/drafts/spring.yaml');
  const library = await readLibrary(join(root, 'cadences'), join(root, 'templates'), [draft]);
  const lines = library.problems
    .filter(({ file }) => file.endsWith('spring.yaml'))
    .flatMap((problem) => showProblem(problem, library.sources, (_style, text) => text))
    .map((line) => line.replace(/^\S*spring\.yaml/, 'drafts/spring.yaml'));
  expect(lines.length).toBeGreaterThan(10);
  expect(readme).toContain(`\n${lines.join('\n')}\n`);
});

test('the output of test is what the tests of that draft come to, but for how long they take', async () => {
  const draft = 'test/fixtures/drafts/summer.yaml';
  const text = readFileSync(join(root, draft), 'utf8');
  const { cadences, workspace } = await readCadences(join(root, 'cadences'), [join(root, draft)]);
  const source = cadences.find(({ file }) => file.endsWith('summer.yaml'));
  const results = source === undefined ? [] : runCadenceTests(source, workspace, null);
  const shown = results.flatMap((result) => showResult(result, (_style, part) => part));
  const told = ['drafts/summer.yaml', ...shown, '', testSummary(results)]
    .map((line) => line.replace(/\S*drafts\/summer\.yaml/, 'drafts/summer.yaml'))
    .join('\n');
  const untimed = (part: string) => part.replace(/\([\d.]+ ms\)/g, '(1 ms)');
  expect(results.map(({ passed }) => passed)).toEqual([true, false]);
  expect(untimed(readme)).toContain(`\n${untimed(told)}\n`);
  expect(readme).toContain(`\n${text.slice(text.indexOf('tests:'))}`);
});

test('the table of reasons is the one that bounces are read by', () => {
  const rows = Object.entries(bounceReasons).map(
    ([reason, { meaning, gone }]) => `| \`${reason}\` | ${meaning} | ${gone ? 'hard' : 'soft'} |`,
  );
  expect(readme).toContain(`\n${rows.join('\n')}\n`);
});
