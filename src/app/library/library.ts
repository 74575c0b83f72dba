import { join } from 'node:path';
import type { Cadence } from '../../domain/cadence.ts';
import { type ParsedCadence, parseCadence } from '../../domain/language/parse-cadence.ts';
import { pinAttachments } from '../../domain/language/pin-attachments.ts';
import { pinCalendars } from '../../domain/language/pin-calendars.ts';
import { hasErrors, inOrder, type Problem, plainProblem } from '../../domain/language/problem.ts';
import {
  emptyWorkspace,
  type ParsedWorkspace,
  parseWorkspace,
  type Workspace,
} from '../../domain/language/workspace.ts';
import type { AssetFile } from '../../email/asset-files.ts';
import type { CompiledTemplate, CompileResult } from '../../email/compile.ts';
import { compileTemplate, contentHash } from '../../email/compile.ts';
import { withImages } from '../../email/inline-images.ts';
import {
  listTemplates,
  readTemplateFiles,
  type TemplateFiles,
  templatePath,
} from '../../email/template-source.ts';
import { InvalidInput } from '../../errors.ts';
import { filesOf, type LibraryAssets, readLibraryAssets } from './library-assets.ts';
import { checkLibrary } from './library-checks.ts';
import { readDrafts, readYamlFiles, shown } from './library-files.ts';
import { isWorkspace } from './read-workspace.ts';

export interface LibraryTemplate {
  readonly key: string;
  readonly locale: string | null;
  readonly hash: string;
  readonly compiled: CompiledTemplate;
}

export interface LibraryCadence extends ParsedCadence {
  readonly source: string;
}

/** Everything that marketing ops have written, read and compiled. */
export interface Library {
  readonly cadences: readonly LibraryCadence[];
  readonly templates: readonly LibraryTemplate[];
  readonly workspace: Workspace;
  /** Files that mails carry, as far as they can be read. */
  readonly assets: readonly AssetFile[];
  readonly problems: readonly Problem[];
  /** Texts of all files by the name that problems give them, for excerpts. */
  readonly sources: ReadonlyMap<string, string>;
}

/** A template file with what came of it; paths are those within the templates folder. */
export interface TemplateResult extends CompileResult {
  readonly key: string;
  readonly locale: string | null;
  readonly path: string;
}

/**
 * Reads and compiles cadence files, `workspace.yaml` and templates.
 *
 * @param drafts  cadence files, or folders of them, outside of the library: their problems are told beside those of the
 *   library, but they are no part of it
 * @throws Misconfigured `missing_folder` when a folder is not there; InvalidInput `not_a_cadence` for a draft
 */
export async function readLibrary(
  cadencesDir: string,
  templatesDir: string,
  drafts: readonly string[] = [],
): Promise<Library> {
  const written = parseAll(await readYamlFiles(cadencesDir));
  const drafted = parseAll(await readDrafts(drafts));
  const files = await readTemplateFiles(templatesDir);
  const parsed = [...written.cadences, ...drafted.cadences];
  const assets = await readLibraryAssets(templatesDir, parsed, files);
  const own = withAttachments(written, assets);
  const draft = withAttachments(drafted, assets);
  const results = await compileAll(files, assets);
  const problems = checkLibrary({
    cadences: own.cadences,
    drafts: draft.cadences,
    workspace: own.workspace,
    files,
    results,
    attachments: assets.attachments,
    shownTemplate: (path) => shown(join(templatesDir, path)),
  });
  const templateSources = [...files].map(
    ([path, text]) => [shown(join(templatesDir, path)), text] as const,
  );
  return {
    cadences: own.cadences,
    templates: results.flatMap(({ key, locale, template }) =>
      template === null ? [] : [{ key, locale, hash: contentHash(template), compiled: template }],
    ),
    workspace: own.workspace?.workspace ?? emptyWorkspace,
    assets: filesOf(assets),
    problems: inOrder([...problems, ...(draft.workspace?.problems ?? [])]),
    sources: new Map([...own.sources, ...draft.sources, ...templateSources]),
  };
}

/** Cadence files without the templates that they name. */
export interface CadenceFiles {
  readonly cadences: readonly LibraryCadence[];
  readonly workspace: Workspace;
  /** Texts of the files by the name that problems give them. */
  readonly sources: Library['sources'];
}

/**
 * Reads and compiles cadence files and `workspace.yaml`; each cadence has the problems of its own file.
 *
 * @param drafts  as of `readLibrary`
 * @throws Misconfigured `missing_folder`; InvalidInput `not_a_cadence`
 */
export async function readCadences(
  cadencesDir: string,
  drafts: readonly string[] = [],
): Promise<CadenceFiles> {
  const own = parseAll(await readYamlFiles(cadencesDir));
  const draft = parseAll(await readDrafts(drafts));
  return {
    cadences: [...own.cadences, ...draft.cadences],
    workspace: own.workspace?.workspace ?? emptyWorkspace,
    sources: new Map([...own.sources, ...draft.sources]),
  };
}

type ParsedSources = ReturnType<typeof parseAll>;

function parseAll(sources: ReadonlyMap<string, string>) {
  const [workspaceFile] = [...sources].filter(([file]) => isWorkspace(file));
  const workspace =
    workspaceFile === undefined ? null : parseWorkspace(workspaceFile[1], workspaceFile[0]);
  const cadences: LibraryCadence[] = [...sources]
    .filter(([file]) => !isWorkspace(file))
    .map(([file, source]) => ({ ...parseCadence(source, file), source }))
    .map((parsed) => ({ ...parsed, cadence: pinned(parsed.cadence, workspace) }));
  return { sources, workspace, cadences };
}

function pinned(cadence: Cadence | null, workspace: ParsedWorkspace | null): Cadence | null {
  const calendars = workspace?.workspace?.calendars;
  return cadence === null || calendars === undefined ? cadence : pinCalendars(cadence, calendars);
}

function withAttachments(sources: ParsedSources, { attachments }: LibraryAssets): ParsedSources {
  const cadences = sources.cadences.map((source) => ({
    ...source,
    cadence: source.cadence === null ? null : pinAttachments(source.cadence, attachments),
  }));
  return { ...sources, cadences };
}

async function compileAll(
  files: TemplateFiles,
  { images }: LibraryAssets,
): Promise<readonly TemplateResult[]> {
  const results: TemplateResult[] = [];
  for (const [key, locales] of listTemplates(files)) {
    for (const locale of locales) {
      const path = templatePath(key, locale);
      const result = await compileTemplate(key, locale, files);
      const { template } = result;
      const shown = template === null ? null : withImages(template, path, images, files);
      const problems = [...result.problems, ...(shown?.problems ?? [])];
      results.push({ key, locale, path, ...result, template: shown?.template ?? null, problems });
    }
  }
  return results;
}

/** @throws InvalidInput `invalid_library` that lists every error with its place */
export function refuseErrors(library: Library): void {
  if (!hasErrors(library.problems)) return;
  const errors = library.problems.filter((problem) => problem.severity === 'error');
  const lines = errors.map((p) => `  ${p.file}:${p.line}:${p.column} ${p.code} ${p.message}`);
  throw new InvalidInput(
    'invalid_library',
    `${errors.length} errors in cadences or templates:\n${lines.join('\n')}\nSee "cadence lint".`,
    { problems: errors.map(plainProblem) },
  );
}
