import type { TestResult } from '../app/library/cadence-tests/run-cadence-tests.ts';
import { storyWords } from './test-report.ts';

/** Results as JUnit XML, in the form that CI systems read: a suite a file, a case a test. */
export function junitReport(results: readonly TestResult[]): string {
  const files = [...new Set(results.map(({ file }) => file))];
  const suites = files.map((file) =>
    suite(
      file,
      results.filter((result) => result.file === file),
    ),
  );
  const head = `<testsuites name="cadence test" ${totals(results)}>`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>', ''].join(
    '\n',
  );
}

function suite(file: string, results: readonly TestResult[]): string {
  const cases = results.map(testCase).join('\n');
  return `<testsuite name="${escaped(file)}" ${totals(results)}>\n${cases}\n</testsuite>`;
}

function totals(results: readonly TestResult[]): string {
  const failures = results.filter(({ passed }) => !passed).length;
  const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
  return `tests="${results.length}" failures="${failures}" errors="0" skipped="0" time="${seconds(durationMs)}"`;
}

function testCase({
  file,
  line,
  cadence,
  name,
  durationMs,
  differences,
  story,
}: TestResult): string {
  const suiteName = escaped(cadence ?? file);
  const place = `file="${escaped(file)}" line="${line}"`;
  const head = `<testcase name="${escaped(name)}" classname="${suiteName}" ${place} time="${seconds(durationMs)}"`;
  if (differences.length === 0) return `${head}/>`;
  const told = differences.map(
    (one) =>
      `${file}:${one.line}:${one.column} ${one.key}: expected ${one.expected}, got ${one.actual}`,
  );
  const message = differences.map(({ key }) => key).join(', ');
  const text = [...told, ...story.map(storyWords)].join('\n');
  return `${head}>\n<failure message="${escaped(`not as expected: ${message}`)}">${escaped(text)}</failure>\n</testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(4);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML 1.0 cannot hold at all (§2.2) becomes the replacement character. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replace(/[&<>"']/g, (found) => entities[found] ?? found);
}
