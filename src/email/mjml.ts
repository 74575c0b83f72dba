import { compile } from 'html-to-text';
import mjml2html from 'mjml';

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

/** By MJML text. Compiling is what reading a library costs, and a server reads the same library at every publish. */
const kept = new Map<string, CompiledMjml>();
const keptAtMost = 4_000;

/** MJML to HTML and text, with the Handlebars left in. The same text is compiled once. */
export async function compileMjml(mjml: string): Promise<CompiledMjml> {
  const known = kept.get(mjml);
  if (known !== undefined) return known;
  const compiled = await toHtml(mjml);
  if (kept.size >= keptAtMost) kept.clear();
  kept.set(mjml, compiled);
  return compiled;
}

async function toHtml(mjml: string): Promise<CompiledMjml> {
  try {
    const { html, errors } = await mjml2html(mjml, {
      validationLevel: 'soft',
      keepComments: false,
      ignoreIncludes: true,
      // By default MJML has mails fetch well-known fonts from Google: opening one would tell a third party.
      fonts: {},
    });
    const tidy = html.replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n');
    return { html: tidy, text: deriveText(tidy), errors };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { html: null, text: '', errors: [{ line: 1, message, tagName: 'mjml' }] };
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

function deriveText(html: string): string {
  return `${asText(html)
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
