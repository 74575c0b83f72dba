import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type ParsedCadence, parseCadence } from '../domain/language/parse-cadence.ts';
import { pinCalendars } from '../domain/language/pin-calendars.ts';
import { hasErrors, inOrder, type Problem } from '../domain/language/problem.ts';
import { checkReferences } from '../domain/language/references.ts';
import { checkCommonWindows } from '../domain/language/two-clock-checks.ts';
import { emptyWorkspace, parseWorkspace, type Workspace } from '../domain/language/workspace.ts';
import type { CompiledTemplate } from '../email/compile.ts';
import { compileTemplate, contentHash } from '../email/compile.ts';
import { listTemplates, readTemplateFiles } from '../email/template-source.ts';
import { InvalidInput, Misconfigured } from '../errors.ts';

export interface LibraryTemplate {
  readonly key: string;
  readonly locale: string | null;
  readonly hash: string;
  readonly compiled: CompiledTemplate;
}

/** Everything that marketing ops have written, read and compiled. */
export interface Library {
  readonly cadences: readonly (ParsedCadence & { readonly source: string })[];
  readonly templates: readonly LibraryTemplate[];
  readonly workspace: Workspace;
  readonly problems: readonly Problem[];
  /** Texts of the cadence files, for excerpts. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Reads and compiles cadence files, `workspace.yaml` and templates.
 *
 * @throws Misconfigured `missing_folder` when a folder is not there
 */
export async function readLibrary(cadencesDir: string, templatesDir: string): Promise<Library> {
  const sources = await readYamlFiles(cadencesDir);
  const workspaceFile = [...sources.keys()].find((file) => /(^|\/)workspace\.ya?ml$/.test(file));
  const workspaceText = workspaceFile === undefined ? undefined : sources.get(workspaceFile);
  const parsedWorkspace =
    workspaceFile === undefined || workspaceText === undefined
      ? { workspace: emptyWorkspace, problems: [] }
      : parseWorkspace(workspaceText, workspaceFile);
  const parsed = [...sources]
    .filter(([file]) => file !== workspaceFile)
    .map(([file, source]) => ({ ...parseCadence(source, file), source }));
  const { templates, problems, known } = await compileAll(templatesDir);
  const cadences = parsed.map((one) => ({ ...one, ...pinned(one, parsedWorkspace.workspace) }));
  const readable = cadences.flatMap((parsed) =>
    parsed.cadence === null ? [] : [{ ...parsed, cadence: parsed.cadence }],
  );
  const references = checkReferences(readable, { templates: known, cadenceKeys: new Set() });
  return {
    cadences,
    templates,
    workspace: parsedWorkspace.workspace ?? emptyWorkspace,
    problems: inOrder([
      ...cadences.flatMap((cadence) => cadence.problems),
      ...references,
      ...parsedWorkspace.problems,
      ...problems,
    ]),
    sources,
  };
}

/** The cadence with its own calendars, and what is wrong about them; nothing when the workspace cannot be read at all. */
function pinned(parsed: ParsedCadence, workspace: Workspace | null) {
  const { cadence, problems } = parsed;
  if (cadence === null || workspace === null) return {};
  const source = { ...parsed, cadence };
  const result = pinCalendars(source, workspace);
  const windows = checkCommonWindows(source, workspace.mailboxes[0]?.timezone ?? null);
  return { cadence: result.cadence, problems: [...problems, ...result.problems, ...windows] };
}

async function readYamlFiles(dir: string): Promise<Map<string, string>> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new Misconfigured(
      'missing_folder',
      `The folder "${dir}" cannot be read. Run from the project's folder, or set CADENCES_DIR.`,
      undefined,
      { cause },
    );
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(dir, name), 'utf8')));
  return new Map(files.map((name, index) => [shown(join(dir, name)), texts[index] ?? '']));
}

/** A path as people type it: relative to where they are, when it lies there. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

async function compileAll(templatesDir: string) {
  const files = await readTemplateFiles(templatesDir);
  const known = listTemplates(files);
  const templates: LibraryTemplate[] = [];
  const problems: Problem[] = [];
  for (const [key, locales] of known) {
    for (const locale of locales) {
      const { template, problems: found } = await compileTemplate(key, locale, files);
      problems.push(
        ...found.map((problem) => ({ ...problem, file: shown(join(templatesDir, problem.file)) })),
      );
      if (template !== null) {
        templates.push({ key, locale, hash: contentHash(template), compiled: template });
      }
    }
  }
  return { templates, problems, known };
}

/** @throws InvalidInput `invalid_library` that lists every error with its place */
export function refuseErrors(library: Library): void {
  if (!hasErrors(library.problems)) return;
  const errors = library.problems.filter((problem) => problem.severity === 'error');
  const lines = errors.map((p) => `  ${p.file}:${p.line}:${p.column} ${p.code} ${p.message}`);
  throw new InvalidInput(
    'invalid_library',
    `${errors.length} errors in cadences or templates:\n${lines.join('\n')}\nSee "cadence lint".`,
    { problems: errors },
  );
}
