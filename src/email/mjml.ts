import { compile } from 'html-to-text';
import { skeletonOf } from './mjml-skeleton.ts';

/** A mistake that MJML found; the line is that of the text it was given. */
export interface MjmlError {
  readonly line: number;
  readonly message: string;
  readonly tagName: string;
}

export interface CompiledMjml {
  /** Null when MJML could not make anything of the text. */
  readonly html: string | null;
  /** The text part that is derived from the HTML. */
  readonly text: string;
  readonly errors: readonly MjmlError[];
}

type Html = Pick<CompiledMjml, 'html' | 'errors'>;

/** HTML by skeleton: the mails of a company come from few of them, and a server reads the same at every publish. */
const kept = new Map<string, Html>();
const keptAtMost = 500;

/**
 * MJML to HTML and text, with the Handlebars left in.
 *
 * @param isSound  whether `checkStructure` found nothing: then the build is compiled once for all mails that share it
 */
export async function compileMjml(mjml: string, isSound: boolean): Promise<CompiledMjml> {
  const { html, errors } = (isSound ? await bySkeleton(mjml) : null) ?? (await toHtml(mjml));
  if (html === null) return { html, text: '', errors };
  const tidy = html.replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n');
  return { html: tidy, text: deriveText(tidy), errors };
}

/** Null when it has to be compiled as it is: errors, too, must have the lines of the whole. */
async function bySkeleton(mjml: string): Promise<Html | null> {
  const skeleton = skeletonOf(mjml);
  if (skeleton === null) return null;
  const compiled = kept.get(skeleton.mjml) ?? (await toHtml(skeleton.mjml));
  if (kept.size >= keptAtMost) kept.clear();
  kept.set(skeleton.mjml, compiled);
  if (compiled.html === null || compiled.errors.length > 0) return null;
  return { html: skeleton.fill(compiled.html), errors: [] };
}

async function toHtml(mjml: string): Promise<Html> {
  // Loaded where it is needed: it takes a third of the time in which the program starts.
  const { default: mjml2html } = await import('mjml');
  try {
    return await mjml2html(mjml, {
      validationLevel: 'soft',
      keepComments: false,
      ignoreIncludes: true,
      // By default MJML has mails fetch well-known fonts from Google: opening one would tell a third party.
      fonts: {},
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { html: null, errors: [{ line: 1, message, tagName: 'mjml' }] };
  }
}

const asText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'div[style*="display:none"]', format: 'skip' },
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
    ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** HTML without merge fields as the text part has it. */
export function htmlAsText(html: string): string {
  return asText(html).trim();
}

/** What opens, parts or closes a block, alone on its line, with the blank line below: the one above is enough. */
const loneBlockTag = /^(\{\{(?:[#/]|else\b)[^{}]*\}\})\n\n/gm;

/**
 * The text part. Merge fields stand aside meanwhile: one with quotes in an attribute would end it, and what looks like HTML
 * in one would be taken out.
 */
function deriveText(html: string): string {
  const fields: string[] = [];
  const marked = html.replace(/\{\{[\s\S]*?\}\}/g, (field) => {
    if (!fields.includes(field)) fields.push(field);
    return `\uE000${fields.indexOf(field)}\uE001`;
  });
  const text = asText(marked)
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\uE000(\d+)\uE001/g, (_, index: string) => fields[Number(index)] ?? '');
  return `${text.replace(loneBlockTag, '$1').trim()}\n`;
}
