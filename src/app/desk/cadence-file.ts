import { stepsOf, templatesOfStep } from '../../domain/cadence.ts';
import type { Problem } from '../../domain/language/problem.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { NotFound } from '../../errors.ts';
import { readVersionFile } from '../../store/cadence-versions.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import type { App } from '../context.ts';
import type { Library } from '../library/library.ts';

/** The file of a cadence, and what lint says of it and of the templates of its mails. */
export interface CadenceFile {
  /** As lint names it; null: there is none, and the text is what was published. */
  readonly file: string | null;
  readonly source: string;
  readonly problems: readonly Problem[];
  readonly ofTemplates: readonly Problem[];
  /** Null: nothing of this key is published. */
  readonly number: number | null;
  /** Whether the text is that of the current version; null where nothing is published. */
  readonly isAsPublished: boolean | null;
}

/** @throws NotFound `unknown_cadence` */
export async function readCadenceFile(
  app: Pick<App, 'db'>,
  library: Library,
  key: string,
): Promise<CadenceFile> {
  const found = library.cadences.find(
    (one) => one.cadence?.key === key || keyIn(one.source) === key,
  );
  const version = await readCurrentVersion(app.db, key);
  const number = version?.number ?? null;
  const published = number === null ? null : await readVersionFile(app.db, key, number);
  if (found === undefined) {
    if (published === null) {
      throw new NotFound(
        'unknown_cadence',
        ...saying(sentence('unknown.cadence-and-file', { key })),
      );
    }
    const { source } = published;
    return { file: null, source, problems: [], ofTemplates: [], number, isAsPublished: true };
  }
  const { file, source, cadence } = found;
  const used = (cadence === null ? [] : stepsOf(cadence).flatMap(templatesOfStep)).map(
    (template) => new RegExp(`(^|/)${template}(\\.[\\w-]+)?\\.mjml$`),
  );
  const isUsed = (problem: Problem) => used.some((path) => path.test(problem.file));
  return {
    ...{ file, source, number },
    problems: library.problems.filter((problem) => problem.file === file),
    ofTemplates: library.problems.filter(isUsed),
    isAsPublished: published === null ? null : published.source === source,
  };
}

/** The key that a file names, also one with mistakes in it. */
export function keyIn(source: string): string | null {
  return /^key:\s*["']?([a-z0-9][a-z0-9-]{0,63})["']?\s*(#.*)?$/m.exec(source)?.[1] ?? null;
}
