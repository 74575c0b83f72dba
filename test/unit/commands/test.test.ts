import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import type { TestResult } from '../../../src/app/library/cadence-tests/run-cadence-tests.ts';
import { junitReport } from '../../../src/commands/junit.ts';
import { showResult, testSummary } from '../../../src/commands/test-report.ts';
import { launcher } from '../../helpers/launcher.ts';

// Each run is a process of its own, on a machine that does other things.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, '../../..');
const scratch = await mkdtemp(join(tmpdir(), 'cadence-test-'));
afterAll(() => rm(scratch, { recursive: true }));

const run = promisify(execFile);

/** Runs the command for real, on the shipped library. */
async function cadenceTest(...args: readonly string[]) {
  const options = { cwd: root, env: { ...process.env, NO_COLOR: '1' }, timeout: 60_000 };
  try {
    const done = await run(process.execPath, [launcher, 'test', ...args], options);
    return { exit: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exit: code, stdout, stderr };
  }
}

const draft = join(scratch, 'draft.yaml');
await writeFile(
  draft,
  `key: draft
title: Draft
steps:
  - { id: intro, stage: prospecting, email: { template: prospecting/intro } }
  - { id: again, after: 3 days, email: { template: prospecting/intro-follow-up, thread: reply } }
tests:
  - name: a reply stops the mails
    enrol: { at: "2026-11-24 09:00", prospect: { country: NO } }
    events: [{ at: "2026-11-25 10:00", type: reply.received }]
    expect: { status: paused, sent: [intro] }
  - name: it is over after <two> mails & "three" days
    enrol: { at: "2026-11-24 09:00", prospect: { country: NO } }
    expect: { status: completed, sent: [intro] }
`,
);

test('a draft: a line a test, of one that failed what differs and what happened; exit 1', async () => {
  const { exit, stdout, stderr } = await cadenceTest(draft);
  expect(exit).toBe(1);
  const plain = stdout.replaceAll(draft, 'draft.yaml').replace(/\([\d.]+ ms\)/g, '(1 ms)');
  expect(plain).toBe(`draft.yaml
  ✓ a reply stops the mails (1 ms)
  ✗ it is over after <two> mails & "three" days (1 ms)
    draft.yaml:13:40 sent
      expected  intro
      got       intro, again
    what happened:
      Tue 2026-11-24 09:00  enrolment.created  draft
      Tue 2026-11-24 09:00  stage.entered  prospecting
      Tue 2026-11-24 09:00  touch.sent  intro
      Fri 2026-11-27 09:00  touch.sent  again
      Fri 2026-11-27 09:00  enrolment.completed
`);
  expect(stderr).toBe('\n1 of 2 tests failed in 1 file.\n');
});

test('--json is the pinned shape and nothing else; --junit writes the same for CI', async () => {
  const file = join(scratch, 'results.xml');
  const { exit, stdout, stderr } = await cadenceTest(draft, '--json', '--junit', file);
  expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' });
  const results: readonly TestResult[] = JSON.parse(stdout);
  const shape = { file: draft, column: 5, cadence: 'draft', durationMs: expect.any(Number) };
  expect(results).toEqual([
    { ...shape, line: 7, name: 'a reply stops the mails', passed: true, differences: [] },
    {
      ...shape,
      line: 11,
      name: 'it is over after <two> mails & "three" days',
      passed: false,
      differences: [{ key: 'sent', expected: 'intro', actual: 'intro, again' }],
    },
  ]);
  const parsed = parseXml(await readFile(file, 'utf8'));
  expect(parsed.cases.map(({ name, failed }) => [name, failed])).toEqual([
    ['a reply stops the mails', false],
    ['it is over after <two> mails & "three" days', true],
  ]);
});

test('the shipped cadences pass, by name too', async () => {
  const { exit, stdout, stderr } = await cadenceTest('cadences/', '--only', 'NATIONAL DAY');
  expect(exit).toBe(0);
  expect(stdout.match(/✓ no mail on the national day/g)?.length).toBeGreaterThanOrEqual(4);
  expect(stderr).toMatch(/^\n\d+ tests passed in \d files\.\n$/);
});

test('nothing to run is an error where something was asked for, and a path that is not there always', async () => {
  const none = await cadenceTest('--only', 'no test is called that');
  expect(none).toMatchObject({ exit: 1, stdout: '' });
  expect(none.stderr).toContain('There is no test with "no test is called that" in its name');
  const missing = await cadenceTest('cadences/nothing.yaml');
  expect(missing).toMatchObject({ exit: 1, stdout: '' });
  expect(missing.stderr).toContain('no_such_file: There is no file or folder');
  const empty = join(scratch, 'empty.yaml');
  const source = await readFile(draft, 'utf8');
  await writeFile(empty, source.slice(0, source.indexOf('tests:')));
  const without = await cadenceTest(empty, '--json');
  expect(without).toMatchObject({ exit: 1, stdout: '[]\n' });
  expect(without.stderr).toContain(`There is no test in ${empty}.`);
});

/** A strict reader of XML, which comes with what the mails are compiled by. */
interface SaxParser {
  onopentag: (tag: { readonly name: string; readonly attributes: Record<string, string> }) => void;
  ontext: (text: string) => void;
  onerror: (error: Error) => void;
  write(text: string): SaxParser;
  close(): void;
}
const sax: { parser(strict: true): SaxParser } = createRequire(import.meta.url)('sax');

/** What a CI system reads out of a report. @throws what is no XML */
function parseXml(text: string) {
  const tags: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const parser = sax.parser(true);
  parser.onopentag = ({ name, attributes }) => tags.push({ name, attributes, text: '' });
  parser.ontext = (part) => {
    const last = tags.at(-1);
    if (last !== undefined) last.text += part;
  };
  parser.onerror = (error) => {
    throw error;
  };
  parser.write(text).close();
  const cases = tags.flatMap(({ name, attributes }, index) => {
    if (name !== 'testcase') return [];
    const next = tags[index + 1];
    const failure = next?.name === 'failure' ? next : null;
    return [{ ...attributes, name: attributes.name, failed: failure !== null, failure }];
  });
  return { tags, cases };
}

const result: TestResult = {
  file: 'cadences/a.yaml',
  line: 7,
  column: 5,
  cadence: 'a',
  name: 'a',
  passed: true,
  durationMs: 1.5,
  differences: [],
  story: [],
};

const same = [
  '<script>alert("1")</script>',
  "it's & isn't ]]> <!-- --> <![CDATA[ ",
  'på «norsk» \u{1F600}',
];

test.each<readonly [hostile: string, kept: string]>([
  ...same.map((text) => [text, text] as const),
  // What XML cannot hold at all.
  ['a bell \u0007 and nothing \u0000', 'a bell \uFFFD and nothing \uFFFD'],
  ['half a pair \uD83D, and \uFFFF', 'half a pair \uFFFD, and \uFFFD'],
])('any name and any text is XML: %j', (hostile, kept) => {
  const difference = { key: hostile, expected: hostile, actual: hostile, line: 9, column: 3 };
  const failed = { ...result, file: hostile, name: hostile, passed: false, cadence: hostile };
  const report = junitReport([result, { ...failed, differences: [difference] }]);
  const { tags, cases } = parseXml(report);
  expect(tags.map(({ name }) => name)).toEqual([
    ...['testsuites', 'testsuite', 'testcase', 'testsuite', 'testcase', 'failure'],
  ]);
  expect(cases[1]?.name).toBe(kept);
  expect(cases[1]?.failure?.text).toContain(`expected ${kept}, got ${kept}`);
});

test('the report counts tests, failures and seconds, for each file and altogether', () => {
  const other = { ...result, file: 'b.yaml', passed: false, durationMs: 1_000 };
  const { tags } = parseXml(junitReport([result, result, other]));
  const counts = tags
    .filter(({ name }) => name !== 'testcase' && name !== 'failure')
    .map(({ attributes: { name, tests, failures, time } }) => [name, tests, failures, time]);
  expect(counts).toEqual([
    ['cadence test', '3', '1', '1.0030'],
    ['cadences/a.yaml', '2', '0', '0.0030'],
    ['b.yaml', '1', '1', '1.0000'],
  ]);
  expect(parseXml(junitReport([])).tags).toHaveLength(1);
});

test('the summary counts tests and files; colours only where they are wanted', () => {
  expect(testSummary([result])).toBe('1 test passed in 1 file.');
  expect(testSummary([result, { ...result, passed: false, file: 'b' }])).toBe(
    '1 of 2 tests failed in 2 files.',
  );
  const line = showResult(result, (style, text) => `[${style} ${text}]`);
  expect(line).toEqual(['  [green ✓] a (1.5 ms)']);
});
