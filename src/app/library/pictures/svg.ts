/** SVG as text: elements whose attributes and texts are escaped, whoever has written them. */

type Attributes = Readonly<Record<string, string | number>>;

/** Markup of its own, as against a text that anybody may have written. */
export interface Markup {
  readonly markup: string;
}

/** An element; children that are plain strings are texts. */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly (Markup | string)[]
): Markup {
  const opened = `<${name}${Object.entries(attributes).map(written).join('')}`;
  if (children.length === 0) return { markup: `${opened}/>` };
  const inner = children.map((child) =>
    typeof child === 'string' ? escaped(child) : child.markup,
  );
  return { markup: `${opened}>${inner.join('')}</${name}>` };
}

function written([name, value]: [string, string | number]): string {
  const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : escaped(value);
  return ` ${name}="${text}"`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What XML 1.0 cannot hold at all: control characters, halves of surrogate pairs, non-characters. */
const unfit = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escaped(text: string): string {
  return text.replace(unfit, '\u{FFFD}').replace(/[&<>"']/g, (found) => entities[found] ?? found);
}

/** A text cut to so many characters, the cut shown. */
export function cut(text: string, longest: number): string {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('')}…`;
}

export interface Drawing {
  /** In units of the drawing. */
  readonly width: number;
  readonly height: number;
  /** How wide it is shown where there is room, in pixels. */
  readonly shownWidth: number;
  readonly title: string;
  /** The same in words, for those who do not see it. */
  readonly description: string;
}

/** A whole SVG file: it scales with the room that it has, follows the reader's light or dark, and runs nothing. */
export function svgFile(drawing: Drawing, style: string, ...children: readonly Markup[]): string {
  const { width, height, shownWidth, title, description } = drawing;
  const root = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width: shownWidth,
      height: Math.ceil((height * shownWidth) / width),
      role: 'img',
      'aria-labelledby': 'title description',
    },
    element('title', { id: 'title' }, title),
    element('desc', { id: 'description' }, description),
    element('style', {}, style),
    element('rect', { class: 'paper', width: '100%', height: '100%' }),
    ...children,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}\n`;
}
