import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLibrary } from '../../src/app/library.ts';
import { showProblem } from '../../src/commands/lint-report.ts';
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
  for (const name of beside) expect(scripts.build).toContain(`cp src/${name} dist/`);
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

test('the table of reasons is the one that bounces are read by', () => {
  const rows = Object.entries(bounceReasons).map(
    ([reason, { meaning, gone }]) => `| \`${reason}\` | ${meaning} | ${gone ? 'hard' : 'soft'} |`,
  );
  expect(readme).toContain(`\n${rows.join('\n')}\n`);
});
