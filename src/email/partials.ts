import { posix } from 'node:path';
import type { Problem } from '../domain/language/problem.ts';
import type { TemplateFiles } from './template-source.ts';

/** A line of an expanded template, and where it was written. */
export interface SourceLine {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

const deepest = 10;
const reference =
  /\{\{>\s*([^\s}]+)\s*\}\}|<mj-include\s+path="([^"]*)"\s*(?:\/>|>\s*<\/mj-include>)/;

/**
 * Puts partials (`{{> _signature}}`, `<mj-include path="…">`) in the place of their references, from the templates folder
 * only; the language's own file goes before the one without a locale. Each line remembers where it was written.
 */
export function expandPartials(
  lines: readonly SourceLine[],
  locale: string | null,
  files: TemplateFiles,
): { readonly lines: readonly SourceLine[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const expand = (line: SourceLine, above: readonly string[]): SourceLine[] => {
    const found = reference.exec(line.text);
    if (found === null) return [line];
    const [whole, name, path] = found;
    const report = (code: string, message: string) =>
      problems.push({ ...at(line, found.index), severity: 'error', code, message });
    const before = line.text.slice(0, found.index);
    const after = { ...line, text: line.text.slice(found.index + whole.length) };
    const rest = expand(after, above);
    const partial = resolve(line.file, name, path, locale, files);
    const text = partial === null ? undefined : files.get(partial);
    if (partial === null || text === undefined) {
      report(
        'unknown-partial',
        `There is no partial "${name ?? path ?? ''}" in the templates folder.`,
      );
      return [{ ...line, text: before }, ...rest];
    }
    if (above.includes(partial) || above.length >= deepest) {
      report('partial-loop', `The partial "${name ?? path ?? ''}" contains itself.`);
      return [{ ...line, text: before }, ...rest];
    }
    const inner = text
      .replace(/\n$/, '')
      .split('\n')
      .flatMap((each, index) =>
        expand({ text: each, file: partial, line: index + 1 }, [...above, partial]),
      );
    return [...(before === '' ? [] : [{ ...line, text: before }]), ...inner, ...rest];
  };
  return { lines: lines.flatMap((line) => expand(line, [line.file])), problems };
}

function at(line: SourceLine, index: number): Pick<Problem, 'file' | 'line' | 'column'> {
  return { file: line.file, line: line.line, column: index + 1 };
}

function resolve(
  from: string,
  name: string | undefined,
  path: string | undefined,
  locale: string | null,
  files: TemplateFiles,
): string | null {
  const extension = from.endsWith('.txt') ? '.txt' : '.mjml';
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
