import { textElements } from './mjml-elements.ts';

/** An MJML text without its contents: mails that differ in their words only have the same one. */
export interface Skeleton {
  readonly mjml: string;
  /** Puts the contents into the HTML that MJML made of it. */
  readonly fill: (html: string) => string;
}

/** MJML reads these by itself, or works on the finished HTML because of them. */
const notTakenOver = /<mj-html-attributes|\binline\s*=|<!--/;

const names = [...textElements].filter((name) => name !== 'mj-style' && name !== 'mj-breakpoint');
const attributes = `(?:\\s+[^\\s=>"'/]+(?:\\s*=\\s*(?:"[^"]*"|'[^']*'))?)*\\s*`;
const element = new RegExp(`(<(${names.join('|')})${attributes}>)([^]*?)(?=</\\2\\s*>)`, 'g');

const [before, after] = ['\uE000', '\uE001'];
const mark = new RegExp(`${before}(\\d+)${after}`, 'g');

/**
 * Takes the contents out of text elements, which MJML puts into its HTML as they are; null where it does more than that.
 * Compiling is what reading a library costs, and most mails of a company are built alike.
 */
export function skeletonOf(mjml: string): Skeleton | null {
  if (notTakenOver.test(mjml) || mjml.includes(before)) return null;
  const contents: string[] = [];
  let isPlain = true;
  const skeleton = mjml.replace(element, (whole, tag: string, _name, content: string) => {
    const trimmed = content.trim();
    if (trimmed === '') return whole;
    if (trimmed.includes('<mj-')) isPlain = false;
    contents.push(trimmed);
    return `${tag}${before}${contents.length - 1}${after}`;
  });
  if (!isPlain) return null;
  return {
    mjml: skeleton,
    fill: (html) => html.replace(mark, (_whole, index: string) => contents[Number(index)] ?? ''),
  };
}
