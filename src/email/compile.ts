import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/language/canonical.ts';
import type { Problem } from '../domain/language/problem.ts';
import { hasErrors } from '../domain/language/problem.ts';
import { type Position, problemAt } from '../domain/language/report.ts';
import { sentence } from '../domain/sentence.ts';
import { type ExpandedText, expandedText } from './expanded-text.ts';
import { parseTemplateFile, type TemplateSource } from './front-matter.ts';
import { checkOwnText, checkTags, checkWhole, linksOf } from './html-checks.ts';
import type { InlineImage } from './inline-images.ts';
import { type Piece, piecesOf } from './markup.ts';
import { type FieldUse, inspectMerge } from './merge-inspection.ts';
import { compileMjml } from './mjml.ts';
import { placeErrors } from './mjml-problems.ts';
import { checkStructure, type StructureProblem } from './mjml-structure.ts';
import { expandPartials, linesOf } from './partials.ts';
import { type TemplateFiles, templatePath } from './template-source.ts';

/** One language of a template, compiled: plain JSON, with the Handlebars left in. */
export interface CompiledTemplate {
  readonly key: string;
  readonly locale: string | null;
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
  readonly mergeFields: readonly string[];
  /** Images that the HTML shows and that go with the mail; absent: none. */
  readonly images?: readonly InlineImage[];
}

/** A use of a merge field and where it is written. */
export interface PlacedUse extends Pick<FieldUse, 'field' | 'use'>, Position {
  readonly file: string;
}

/** A link to a host that is written out. */
export interface PlacedLink extends Position {
  readonly file: string;
  readonly host: string;
}

export interface CompileResult {
  /** Null when there are errors. */
  readonly template: CompiledTemplate | null;
  /** False when there is no front matter, and so nothing is known of what follows. */
  readonly readable: boolean;
  /** Null when it cannot be read. */
  readonly subject: string | null;
  readonly problems: readonly Problem[];
  readonly uses: readonly PlacedUse[];
  readonly links: readonly PlacedLink[];
  /** Paths of the partials that it takes in. */
  readonly partials: readonly string[];
}

/** A text of a template, looked through. */
interface Part {
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly uses: readonly PlacedUse[];
  readonly partials: readonly string[];
}

/**
 * Compiles one language of a template: partials are put in, MJML becomes HTML, the text part is taken from its own file or
 * derived. Done once a version; per mail only the Handlebars runs. All mistakes are told in one go, each where it was
 * written.
 */
export async function compileTemplate(
  key: string,
  locale: string | null,
  files: TemplateFiles,
): Promise<CompileResult> {
  const file = templatePath(key, locale);
  const { source, problems: broken } = parseTemplateFile(files.get(file) ?? '', file);
  if (source === null) {
    const nothing = { template: null, readable: false, subject: null };
    return { ...nothing, problems: broken, uses: [], links: [], partials: [] };
  }
  const head = inspectHead(source, file);
  const body = await readBody(source, file, locale, files);
  const textFile = file.replace(/\.mjml$/, '.txt');
  const written = files.get(textFile);
  const text = written === undefined ? null : readText(written, textFile, locale, files);
  const parts: readonly Part[] = [...head, body, ...(text === null ? [] : [text])];
  const found = [...broken, ...parts.flatMap((part) => part.problems)];
  const problems = [
    ...found,
    ...(text === null && !hasErrors(found) ? runTogether(body.derived, file) : []),
  ];
  const uses = parts.flatMap((part) => part.uses);
  const { subject, preheader } = source;
  const template: CompiledTemplate = {
    key,
    locale,
    subject,
    preheader,
    html: body.text,
    text: text?.text ?? body.derived,
    mergeFields: [...new Set(uses.map(({ field }) => field))].sort(),
  };
  return {
    template: hasErrors(problems) ? null : template,
    readable: true,
    subject: subject === '' ? null : subject,
    problems,
    uses,
    links: body.links,
    partials: parts.flatMap((part) => part.partials),
  };
}

/** SHA-256 of a compiled template, in hexadecimal: what a version refers to. */
export function contentHash(template: CompiledTemplate): string {
  return createHash('sha256').update(canonicalJson(template)).digest('hex');
}

function inspectHead(source: TemplateSource, file: string): readonly Part[] {
  return (['subject', 'preheader'] as const).map((key) => {
    const { problems, uses } = inspectMerge(source[key]);
    return {
      text: source[key],
      problems: problems.map(({ code, said: what, ...within }) => {
        const said = sentence('template.in-head', { part: key, what });
        return problemAt(file, source.locate(key, within), code, said);
      }),
      uses: uses.map((use) => ({ ...use, ...source.locate(key, use), file })),
      partials: [],
    };
  });
}

async function readBody(
  source: TemplateSource,
  file: string,
  locale: string | null,
  files: TemplateFiles,
): Promise<Part & { readonly derived: string; readonly links: readonly PlacedLink[] }> {
  const written = linesOf(source.body, file, source.bodyLine);
  const { lines, problems: partialProblems, used } = expandPartials(written, locale, files);
  const expanded = expandedText(lines);
  const pieces = piecesOf(expanded.text);
  const mjml = withoutComments(expanded.text, pieces);
  const merge = inspectExpanded(mjml, expanded);
  const structure = checkStructure(pieces);
  const { html, text, errors } = await compileMjml(
    withHead(mjml, source.subject, source.preheader),
    structure.length === 0,
  );
  const found = [
    ...structure,
    ...before(placeErrors(errors, expanded, pieces), structure),
    ...checkTags(pieces),
  ].map((problem) => placed(problem, expanded));
  const isSound = ![...partialProblems, ...merge.problems, ...found].some(
    ({ severity }) => severity === 'error',
  );
  const whole =
    html === null || !isSound
      ? []
      : checkWhole(html).map(({ code, said }) =>
          problemAt(file, { line: 1, column: 1 }, code, said),
        );
  return {
    text: html ?? '',
    derived: text,
    problems: [...partialProblems, ...merge.problems, ...found, ...whole],
    uses: merge.uses,
    links: linksOf(pieces).map(({ host, offset }) => ({ host, ...expanded.locate(offset) })),
    partials: used,
  };
}

function readText(
  written: string,
  file: string,
  locale: string | null,
  files: TemplateFiles,
): Part {
  const { lines, problems, used } = expandPartials(linesOf(written, file, 1), locale, files);
  const expanded = expandedText(lines);
  const merge = inspectExpanded(expanded.text, expanded);
  const whole = checkOwnText(expanded.text).map(({ code, said }) =>
    problemAt(file, { line: 1, column: 1 }, code, said),
  );
  return {
    text: expanded.text,
    problems: [...problems, ...merge.problems, ...whole],
    uses: merge.uses,
    partials: used,
  };
}

function inspectExpanded(text: string, expanded: ExpandedText): Pick<Part, 'problems' | 'uses'> {
  const { problems, uses } = inspectMerge(text);
  const at = ({ line, column }: Position) => expanded.locate(expanded.offsetOf(line, column));
  return {
    problems: problems.map((problem) => {
      const { file, ...position } = at(problem);
      return problemAt(file, position, problem.code, problem.said);
    }),
    uses: uses.map(({ field, use, ...position }) => ({ field, use, ...at(position) })),
  };
}

function placed({ offset, code, said }: StructureProblem, expanded: ExpandedText): Problem {
  const { file, ...position } = expanded.locate(offset);
  return problemAt(file, position, code, said);
}

/** What MJML tells behind the first broken tag is about what it made of it. */
function before(
  problems: readonly StructureProblem[],
  structure: readonly StructureProblem[],
): readonly StructureProblem[] {
  const breaks = structure.filter(({ code }) => code !== 'lost-text').map(({ offset }) => offset);
  const first = Math.min(...breaks);
  return problems.filter(({ offset }) => offset < first);
}

/** Braces that only meet where partials are put in and tags are taken out, as in `{{{> _foot}}` before a merge field. */
function runTogether(derived: string, file: string): readonly Problem[] {
  return inspectMerge(derived)
    .problems.filter(({ code }) => code === 'invalid-handlebars')
    .map(({ code, said }) => problemAt(file, { line: 1, column: 1 }, code, said));
}

/** Notes of the author do not go out in mails, nor does what stands in them count; blanks keep the places of the rest. */
function withoutComments(text: string, pieces: readonly Piece[]): string {
  let result = text;
  for (const piece of pieces) {
    if (piece.kind !== 'comment' || piece.conditional) continue;
    const blank = text.slice(piece.offset, piece.end).replace(/[^\n]/g, ' ');
    result = result.slice(0, piece.offset) + blank + result.slice(piece.end);
  }
  return result;
}

/** Puts title and preheader into the head, on the lines that are there, so that line numbers stay right. */
function withHead(mjml: string, subject: string, preheader: string): string {
  const title = mjml.includes('<mj-title') ? '' : `<mj-title>${escapeText(subject)}</mj-title>`;
  const wanted = preheader !== '' && !mjml.includes('<mj-preview');
  const head = title + (wanted ? `<mj-preview>${escapeText(preheader)}</mj-preview>` : '');
  if (mjml.includes('<mj-head>')) return mjml.replace('<mj-head>', () => `<mj-head>${head}`);
  return mjml.replace(/<mjml([^>]*)>/, (tag) => `${tag}<mj-head>${head}</mj-head>`);
}

/** Escapes what stands outside of merge fields. */
function escapeText(text: string): string {
  return text
    .split(/(\{\{.*?\}\})/)
    .map((part) =>
      part.startsWith('{{') ? part : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    )
    .join('');
}
