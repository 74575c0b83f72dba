import { z } from 'zod';
import { type Sentence, type SentenceValue, sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { issueSentence } from './issue-sentence.ts';
import { hint, nearest } from './nearest.ts';
import { isProblemCode, type ProblemCode } from './problem-codes.ts';
import type { Path, Report } from './report.ts';

type Issue = z.core.$ZodIssue;

/** What a file format adds to the plain reading of issues. */
export interface ShapeWords {
  /** What the whole is called; default: the file. */
  readonly root?: SentenceValue;
  /** A problem for a key that the shape does not have, when it has a story of its own; else null. */
  readonly explainKey: (
    container: Path,
    key: string,
  ) => { readonly code: ProblemCode; readonly said: Sentence } | null;
  /** Whether a missing key needs no problem of its own, because of the keys that are there. */
  readonly isExplained: (container: Path, missing: string, given: readonly string[]) => boolean;
}

/** An issue with its whole path from the root. */
interface Found {
  readonly issue: Issue;
  readonly path: Path;
  /** It is the key at the end of the path that is wrong, not the value. */
  readonly isKey: boolean;
}

/** Turns all issues of a failed parse into problems at the place of the offending node. */
export function reportIssues(
  issues: readonly Issue[],
  shape: z.ZodType,
  document: SourceDocument,
  words: ShapeWords,
  report: Report,
): void {
  for (const found of issues.flatMap((issue) => flatten(issue, [], false))) {
    if (found.issue.code === 'unrecognized_keys') {
      for (const key of found.issue.keys) {
        reportUnknownKey(found.path, key, shape, document, words, report);
      }
    } else {
      reportValue(found, shape, document, words, report);
    }
  }
}

/** Issues with whole paths; of a union, those of the branch that was meant; of a bad key, what is bad about it. */
function flatten(issue: Issue, base: Path, isKey: boolean): readonly Found[] {
  const own = issue.path.map((segment) =>
    typeof segment === 'symbol' ? String(segment) : segment,
  );
  const path = [...base, ...own];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => branch.some(goesDeeper));
    if (meant !== undefined) return meant.flatMap((inner) => flatten(inner, path, isKey));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => flatten({ ...inner, path: [] }, path, true));
  }
  return [{ issue, path, isKey }];
}

/** Whether a branch of a union got past the question of what kind of value it is. */
function goesDeeper(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'custom' || issue.code === 'unrecognized_keys';
}

function reportUnknownKey(
  container: Path,
  key: string,
  shape: z.ZodType,
  document: SourceDocument,
  words: ShapeWords,
  report: Report,
): void {
  const position = document.locateKey([...container, key]);
  const explained = words.explainKey(container, key);
  if (explained !== null) {
    report(explained.code, position, explained.said);
    return;
  }
  const known = keysAt(shape, container);
  const owner = known.find((each) => keysAt(shape, [...container, each]).includes(key));
  const meant =
    owner === undefined ? hint(key, known) : sentence('hint.meant-under', { meant: key, owner });
  const said =
    container.length === 0
      ? sentence('lint.unknown-key', { key, meant })
      : sentence('lint.unknown-key-in', { key, where: nameOf(container), meant });
  report('unknown-key', position, said);
}

function reportValue(
  { issue, path, isKey }: Found,
  shape: z.ZodType,
  document: SourceDocument,
  words: ShapeWords,
  report: Report,
): void {
  const value = valueAt(document.value, path);
  const position = isKey ? document.locateKey(path) : document.locate(path);
  const name = nameOf(path);
  if (value === undefined) {
    const container = path.slice(0, -1);
    const given = Object.keys(valueAt(document.value, container) ?? {});
    const missing = String(path.at(-1));
    if (words.isExplained(container, missing, given)) return;
    if (isMisspelt(missing, given, keysAt(shape, container))) return;
    const root = words.root ?? sentence('lint.the-file');
    const where = container.length === 0 ? root : nameOf(container);
    report('missing-key', position, sentence('lint.missing-key', { key: missing, where }));
  } else if (issue.code === 'invalid_type') {
    const [kind, but] = [kindOf(issue.expected), received(value, issue.expected)];
    report('invalid-type', position, sentence('lint.wrong-kind', { name, kind, but }));
  } else {
    const code: unknown = issue.code === 'custom' ? issue.params?.code : undefined;
    const known = typeof code === 'string' && isProblemCode(code) ? code : 'invalid-value';
    report(known, position, sentence('lint.of-value', { name, what: issueSentence(issue) }));
  }
}

/** Whether a key is only missing because it is there with a slip in it, which has a problem of its own. */
function isMisspelt(missing: string, given: readonly string[], known: readonly string[]): boolean {
  return given.some((key) => !known.includes(key) && nearest(key, known) === missing);
}

const kinds: Readonly<Record<string, SentenceValue>> = {
  string: sentence('kind.text'),
  array: sentence('kind.list'),
  object: sentence('kind.mapping'),
  record: sentence('kind.mapping'),
  boolean: sentence('kind.boolean'),
  number: sentence('kind.number'),
  int: sentence('kind.whole-number'),
};

function kindOf(expected: string): SentenceValue {
  return kinds[expected] ?? expected;
}

function received(value: unknown, expected: string): Sentence {
  if (expected === 'int' && typeof value === 'number') return sentence('but.is', { what: value });
  if (value === null) return sentence('but.no-value');
  if (Array.isArray(value)) return sentence('but.is', { what: kindOf('array') });
  const what = kindOf(typeof value);
  const isPlain = typeof value === 'boolean' || typeof value === 'number';
  return sentence(isPlain ? 'but.is-perhaps-text' : 'but.is', { what });
}

/** `steps #1.email.template`, as a person would point at it: items are counted from 1. */
export function nameOf(path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return ` #${segment + 1}`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}

/** The value at a path of plain data, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, segment)?.value;
  }
  return current;
}

/** The keys that a shape knows at a path: what a misspelt one is compared with. */
function keysAt(shape: z.ZodType, path: Path): readonly string[] {
  const found = shapesAt(shape, path);
  return found.flatMap((each) => (each instanceof z.ZodObject ? Object.keys(each.shape) : []));
}

function shapesAt(shape: unknown, path: Path): readonly unknown[] {
  if (shape instanceof z.ZodOptional) return shapesAt(shape.unwrap(), path);
  if (shape instanceof z.ZodUnion) return shape.options.flatMap((each) => shapesAt(each, path));
  const [segment, ...rest] = path;
  if (segment === undefined) return [shape];
  if (shape instanceof z.ZodObject) {
    const members: Readonly<Record<string, unknown>> = shape.shape;
    return shapesAt(members[String(segment)], rest);
  }
  if (shape instanceof z.ZodRecord) return shapesAt(shape.valueType, rest);
  if (shape instanceof z.ZodArray) return shapesAt(shape.element, rest);
  return [];
}
