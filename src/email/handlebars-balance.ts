import { placesIn } from '../domain/language/places.ts';
import type { Position } from '../domain/language/report.ts';
import { type Sentence, sentence } from '../domain/sentence.ts';

/** A place in a text, and what is wrong there. */
export interface Unreadable extends Position {
  readonly said: Sentence;
}

/**
 * Where and why Handlebars cannot read a text. The parser tells a line, and for a block that is never closed that is the
 * end of the file; so what people usually forget is looked for first.
 *
 * @param told  the message of the parser
 */
export function unreadable(text: string, told: string): Unreadable {
  return openBraces(text) ?? blocks(text) ?? asTold(text, told);
}

/** `{{field}` or `{{field` up to the next `{{`, the end of the line or of the text. */
function openBraces(text: string): Unreadable | null {
  for (const { index, 0: opened } of text.matchAll(/(?<!\\)\{\{(?!!--)/g)) {
    const rest = text.slice(index + opened.length);
    const end = rest.indexOf('}}');
    const next = rest.indexOf('{{');
    if (end >= 0 && (next < 0 || end < next)) continue;
    return { ...placesIn(text)(index), said: sentence('merge.no-end') };
  }
  return null;
}

/** `{{#if`, `{{/if` and `{{else`. */
const blockParts = /\{\{~?\s*(?:([#/])[>*]?\s*([^\s}~]+)|else\b)/g;

/** A block that is closed under another name, or never. */
function blocks(text: string): Unreadable | null {
  const open: { readonly name: string; readonly index: number }[] = [];
  for (const { index, 1: sign, 2: name = '' } of text.matchAll(blockParts)) {
    if (sign === '#') {
      open.push({ name, index });
      continue;
    }
    if (sign === undefined) {
      if (open.length > 0) continue;
      const said = sentence('merge.else-alone', { else: '{{else}}' });
      return { ...placesIn(text)(index), said };
    }
    const last = open.pop();
    if (last?.name === name) continue;
    const [end, begin] = [endOf(name), beginOf(name)];
    const said =
      last === undefined
        ? sentence('merge.end-alone', { begin, end })
        : sentence('merge.other-end', {
            ...{ begin: beginOf(last.name), other: end, end: endOf(last.name) },
          });
    return { ...placesIn(text)(index), said };
  }
  const last = open.pop();
  if (last === undefined) return null;
  const said = sentence('merge.not-closed', { begin: beginOf(last.name), end: endOf(last.name) });
  return { ...placesIn(text)(last.index), said };
}

const beginOf = (name: string) => `{{#${name}}}`;
const endOf = (name: string) => `{{/${name}}}`;

function asTold(text: string, told: string): Unreadable {
  const line = Number(/line (\d+)/.exec(told)?.[1] ?? '1');
  const inLine = (text.split('\n')[line - 1] ?? '').indexOf('{{');
  const reason = told.split('\n').at(-1)?.trim() ?? told;
  const said = sentence('merge.unreadable', { why: reason });
  return { line, column: Math.max(1, inLine + 1), said };
}
