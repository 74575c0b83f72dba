import { checkAllowedUrls } from '../../domain/language/allowed-urls.ts';
import { checkEnrolLoops } from '../../domain/language/enrol-loops.ts';
import { checkEntries } from '../../domain/language/entry-checks.ts';
import { senderFields } from '../../domain/language/merge-fields.ts';
import { checkAttachments, type KnownFiles } from '../../domain/language/pin-attachments.ts';
import { checkCalendarKeys } from '../../domain/language/pin-calendars.ts';
import { senderZones } from '../../domain/language/pool.ts';
import { inOrder, type Problem } from '../../domain/language/problem.ts';
import { checkReferences, type KnownReferences } from '../../domain/language/references.ts';
import { checkSender } from '../../domain/language/sender-checks.ts';
import { checkStageMaps } from '../../domain/language/stage-maps.ts';
import { checkThreadSubjects, type Subjects } from '../../domain/language/thread-subjects.ts';
import { checkTranslations } from '../../domain/language/translations.ts';
import { checkCommonWindows } from '../../domain/language/two-clock-checks.ts';
import { emptyWorkspace, type ParsedWorkspace } from '../../domain/language/workspace.ts';
import type { CompiledSource } from '../../domain/language/written-steps.ts';
import { listTemplates, type TemplateFiles } from '../../email/template-source.ts';
import type { LibraryCadence, TemplateResult } from './library.ts';
import { checkTitles, checkUses } from './merge-checks.ts';
import { checkLinks, checkUnused } from './template-checks.ts';

/** The parts of a library, each looked at by itself already. */
export interface LibraryParts {
  readonly cadences: readonly LibraryCadence[];
  readonly drafts: readonly LibraryCadence[];
  /** Null when there is no `workspace.yaml`. */
  readonly workspace: ParsedWorkspace | null;
  readonly files: TemplateFiles;
  readonly results: readonly TemplateResult[];
  readonly attachments: KnownFiles;
  /** The name that problems give to a path within the templates folder. */
  readonly shownTemplate: (path: string) => string;
}

/** All problems of a library: those of each file, and those that only show when the files are seen together. */
export function checkLibrary(parts: LibraryParts): readonly Problem[] {
  const { cadences, drafts, results } = parts;
  const workspace = parts.workspace?.workspace ?? emptyWorkspace;
  const sender = senderFields(workspace);
  const keys = cadences.flatMap(({ mentions }) => (mentions.key === null ? [] : [mentions.key]));
  const templates = listTemplates(parts.files);
  const known: KnownReferences = { templates, cadenceKeys: new Set(keys) };
  const all = [...cadences, ...drafts];
  const ofTemplates = [
    ...results.flatMap(({ problems, uses, links }) => [
      ...problems,
      ...checkUses(uses, 'mail', sender),
      ...checkLinks(links, workspace),
    ]),
    ...unused(parts, templates),
  ];
  return inOrder([
    ...all.flatMap((cadence) => [
      ...cadence.problems,
      ...checkTitles(cadence, cadence.source, sender),
      ...(cadence.cadence === null
        ? []
        : checkFiles({ ...cadence, cadence: cadence.cadence }, parts)),
    ]),
    ...checkReferences(cadences, known),
    ...checkReferences(drafts, known),
    ...checkTranslations(all, templates),
    ...checkThreadSubjects(all, subjectsOf(results)),
    ...checkEnrolLoops(cadences),
    ...checkEntries(cadences),
    ...all.flatMap((cadence) => checkSchedules(cadence, parts.workspace)),
    ...(parts.workspace?.problems ?? []),
    ...stageMaps(parts),
    ...ofTemplates.map((problem) => ({ ...problem, file: parts.shownTemplate(problem.file) })),
  ]);
}

/** What mails carry: files of the templates folder, and addresses that the workspace allows, while it can be read. */
function checkFiles(source: CompiledSource, parts: LibraryParts): readonly Problem[] {
  const workspace = parts.workspace === null ? emptyWorkspace : parts.workspace.workspace;
  return [
    ...checkAttachments(source, parts.attachments),
    ...(workspace === null ? [] : checkAllowedUrls(source, workspace.attachments.allow)),
  ];
}

/** What schedules name of the workspace; nothing while that cannot be read. */
function checkSchedules(
  source: LibraryCadence,
  parsed: ParsedWorkspace | null,
): readonly Problem[] {
  const { cadence } = source;
  const workspace = parsed === null ? emptyWorkspace : parsed.workspace;
  if (cadence === null || workspace === null) return [];
  return [
    ...checkCalendarKeys({ ...source, cadence }, workspace.calendars),
    ...checkSender({ ...source, cadence }, workspace),
    ...checkCommonWindows({ ...source, cadence }, senderZones(cadence, workspace)),
  ];
}

/** Nothing is called unused while a file that may use it cannot be read. */
function unused(
  { cadences, files, results }: LibraryParts,
  templates: KnownReferences['templates'],
): readonly Problem[] {
  const isKnown =
    cadences.every(({ readable }) => readable) && results.every(({ readable }) => readable);
  if (!isKnown) return [];
  const partials = new Set(results.flatMap((result) => result.partials));
  return checkUnused(files, templates, cadences, partials);
}

function stageMaps({ cadences, workspace }: LibraryParts): readonly Problem[] {
  if (workspace === null || !cadences.every(({ readable }) => readable)) return [];
  return checkStageMaps(workspace, new Set(cadences.flatMap(({ mentions }) => mentions.stages)));
}

function subjectsOf(results: readonly TemplateResult[]): Subjects {
  const subjects = new Map<string, Map<string | null, string>>();
  for (const { key, locale, subject } of results) {
    if (subject === null) continue;
    const own = subjects.get(key) ?? new Map<string | null, string>();
    subjects.set(key, own.set(locale, subject));
  }
  return subjects;
}
