/**
 * The passages of a mail that a person may write anew without knowing HTML: paragraphs, points of a list and headings that hold
 * nothing but words, in the HTML and in the text part alike. What holds a link or an image stays as it is; so does the opt-out.
 */
import Handlebars from 'handlebars';
import { htmlAsText } from './mjml.ts';

/** The two parts of a mail that say the same. */
export interface MailParts {
  readonly html: string;
  readonly text: string;
}

interface Found {
  /** Where the element stands in the HTML. */
  readonly from: number;
  readonly to: number;
  readonly open: string;
  readonly close: string;
  /** As a person writes it: `**so**` is bold, a line break is one. */
  readonly shown: string;
  /** Where its words stand in the text part. */
  readonly textFrom: number;
  readonly textTo: number;
}

const leaf =
  /<(p|li|h[1-3])(\s[^>]*)?>([^<]*(?:<(?:br\s*\/?|\/?(?:strong|b|em|i))>[^<]*)*)<\/\1\s*>/gi;
const passagesAtMost = 80;

/** What may be written anew, in its order. */
export function passagesOf(parts: MailParts): readonly string[] {
  return findPassages(parts).map(({ shown }) => shown);
}

function findPassages({ html, text }: MailParts): Found[] {
  const found: Found[] = [];
  let searched = 0;
  for (const match of html.matchAll(leaf)) {
    const [whole, tag = 'p', attributes = '', inner = ''] = match;
    const plain = htmlAsText(inner);
    if (plain === '') continue;
    const textFrom = text.indexOf(plain, searched);
    // Words that the text part has otherwise: who wrote it did so by hand, and it stays.
    if (textFrom === -1) continue;
    searched = textFrom + plain.length;
    found.push({
      ...{ from: match.index, to: match.index + whole.length },
      ...{ open: `<${tag}${attributes}>`, close: `</${tag}>` },
      shown: htmlAsText(withMarks(inner)),
      ...{ textFrom, textTo: searched },
    });
    if (found.length === passagesAtMost) break;
  }
  return found;
}

const withMarks = (inner: string) =>
  inner.replace(/<\/?(?:strong|b)>/gi, '**').replace(/<\/?(?:em|i)>/gi, '__');

/**
 * The mail with some passages written anew, by their place; one that is empty is taken out, and a blank line begins another
 * paragraph.
 */
export function withPassages(parts: MailParts, anew: ReadonlyMap<number, string>): MailParts {
  let { html, text } = parts;
  // From behind, so that the places before stay true.
  for (const [index, passage] of [...findPassages(parts).entries()].toReversed()) {
    const written = anew.get(index);
    if (written === undefined || tidy(written) === tidy(passage.shown)) continue;
    const blocks = tidy(written)
      .split(/\n{2,}/)
      .filter((block) => block !== '');
    const { open, close } = passage;
    const made = blocks.map((block) => `${open}${inHtml(block)}${close}`).join('\n');
    html = html.slice(0, passage.from) + made + html.slice(passage.to);
    text = withText(text, passage, blocks.map(inText));
  }
  return { html, text };
}

const tidy = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .trim();

function inHtml(block: string): string {
  return Handlebars.escapeExpression(block)
    .replace(/\*\*([^*\n]+)\*\*/g, '<strong>$1</strong>')
    .replace(/__([^_\n]+)__/g, '<em>$1</em>')
    .replaceAll('\n', '<br />');
}

function inText(block: string): string {
  return block.replace(/\*\*([^*\n]+)\*\*/g, '$1').replace(/__([^_\n]+)__/g, '$1');
}

function withText(text: string, { textFrom, textTo }: Found, blocks: readonly string[]): string {
  const before = text.slice(0, textFrom);
  const after = text.slice(textTo);
  // A point of a list goes with its mark.
  const point = / \* $/.exec(before)?.[0] ?? '';
  if (blocks.length > 0) {
    return before + blocks.join(point === '' ? '\n\n' : `\n${point}`) + after;
  }
  const bare = before.slice(0, before.length - point.length);
  const joined = point === '' ? `${bare.trimEnd()}\n\n${after.trimStart()}` : bare + after.slice(1);
  return bare.trim() === '' ? after.trimStart() : joined;
}
