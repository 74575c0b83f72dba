import { posix } from 'node:path';
import { hint } from '../domain/language/nearest.ts';
import type { Problem } from '../domain/language/problem.ts';
import type { ProblemCode } from '../domain/language/problem-codes.ts';
import { problemAt } from '../domain/language/report.ts';
import { type Sentence, sentence } from '../domain/sentence.ts';
import type { TemplateFiles } from './template-source.ts';

/** A line of an expanded template, or a part of one, and where it was written. */
export interface SourceLine {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  /** At which column of the line the text begins, from 1. */
  readonly column: number;
  /** Whether it stands on one line with what is before it. */
  readonly continues?: boolean;
}

export interface Expanded {
  readonly lines: readonly SourceLine[];
  readonly problems: readonly Problem[];
  /** Paths of the partials that were put in. */
  readonly used: readonly string[];
}

const deepest = 10;
const mostLines = 20_000;
const reference =
  /\{\{>\s*([^\s}]+)\s*\}\}|<mj-include\s+path="([^"]*)"\s*(?:\/>|>\s*<\/mj-include>)/;

/** A text as lines of a file, the first of which is `firstLine`. */
export function linesOf(text: string, file: string, firstLine: number): readonly SourceLine[] {
  return text
    .split('\n')
    .map((line, index) => ({ text: line, file, line: firstLine + index, column: 1 }));
}

/**
 * Puts partials (`{{> _signature}}`, `<mj-include path="…">`) in the place of their references, from the templates folder
 * only; the language's own file goes before the one without a locale. Each line remembers where it was written.
 */
export function expandPartials(
  lines: readonly SourceLine[],
  locale: string | null,
  files: TemplateFiles,
): Expanded {
  const problems: Problem[] = [];
  const used = new Set<string>();
  let count = 0;
  const expand = (line: SourceLine, above: readonly string[]): SourceLine[] => {
    count += 1;
    const found = reference.exec(line.text);
    if (found === null) return [line];
    const [whole, name, path] = found;
    const column = line.column + found.index;
    const report = (code: ProblemCode, said: Sentence) =>
      problems.push(problemAt(line.file, { line: line.line, column }, code, said));
    const before = line.text.slice(0, found.index);
    const text = line.text.slice(found.index + whole.length);
    const after = { ...line, text, column: column + whole.length, continues: true };
    const rest = expand(after, above);
    const kept = [...(before === '' ? [] : [{ ...line, text: before }])];
    const shown = name ?? path ?? '';
    const partial = resolve(line.file, name, path, locale, files);
    if (partial === null) {
      report('unknown-partial', unknownPartial(shown, line.file, locale, files));
      return [...kept, ...rest];
    }
    if (above.includes(partial) || above.length >= deepest || count > mostLines) {
      report('partial-loop', sentence('template.partial-loop', { name: shown }));
      return [...kept, ...rest];
    }
    used.add(partial);
    const [first, ...others] = linesOf((files.get(partial) ?? '').replace(/\n$/, ''), partial, 1);
    const begun = before !== '' || line.continues === true;
    const inner = first === undefined ? [] : [{ ...first, continues: begun }, ...others];
    return [...kept, ...inner.flatMap((each) => expand(each, [...above, partial])), ...rest];
  };
  return { lines: lines.flatMap((line) => expand(line, [line.file])), problems, used: [...used] };
}

function resolve(
  from: string,
  name: string | undefined,
  path: string | undefined,
  locale: string | null,
  files: TemplateFiles,
): string | null {
  const extension = extensionOf(from);
  const stem =
    path === undefined
      ? posix.join('_partials', name ?? '')
      : posix.join(posix.dirname(from), path.replace(/\.mjml$/, ''));
  if (stem.startsWith('..') || posix.isAbsolute(stem)) return null;
  const candidates = [
    ...(locale === null ? [] : [`${stem}.${locale}${extension}`]),
    stem + extension,
  ];
  return candidates.find((candidate) => files.has(candidate)) ?? null;
}

function extensionOf(file: string): '.txt' | '.mjml' {
  return file.endsWith('.txt') ? '.txt' : '.mjml';
}

/** Whether a path is that of a partial: names that begin with `_`. */
export function isPartial(path: string): boolean {
  return posix.basename(path).startsWith('_');
}

function unknownPartial(
  name: string,
  from: string,
  locale: string | null,
  files: TemplateFiles,
): Sentence {
  const extension = extensionOf(from);
  const folder = '_partials/';
  const all = [...files.keys()].filter(
    (path) => path.startsWith(folder) && path.endsWith(extension),
  );
  const elsewhere = all.some((path) => path.slice(folder.length).split('.')[0] === name);
  if (elsewhere) {
    const path = `${folder}${name}${extension}`;
    return locale === null
      ? sentence('template.partial-without-language', { name, path })
      : sentence('template.partial-without-locale', { name, locale, path });
  }
  const names = new Set(all.map((path) => path.slice(folder.length).split('.')[0] ?? ''));
  return sentence('template.unknown-partial', { name, meant: hint(name, names) });
}
