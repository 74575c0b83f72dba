/**
 * The little XML that a SOAP message needs: elements and text. A document type, a processing instruction after the first line
 * and an entity of its own are refused, so nothing can be fetched or blown up (CWE-611, CWE-776).
 */
import { storableText } from '../../domain/storable.ts';
import { ownEntry } from './json-fields.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** Its own text, without that of its children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** The value of `xsi:type`, without its prefix. */
  readonly type: string | null;
}

const deepest = 50;
const mostElements = 20_000;

/** An element that is not closed yet. */
interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
  readonly type: string | null;
}

interface State {
  readonly open: OpenElement[];
  root: XmlElement | null;
  count: number;
}

/** Parses a document; a text is what is wrong with it. Takes a time that grows with its length alone. */
export function parseXml(text: string): XmlElement | string {
  if (/<!DOCTYPE/i.test(text)) return 'A document type is not taken.';
  const state: State = { open: [], root: null, count: 0 };
  let place = 0;
  while (place < text.length) {
    const start = text.indexOf('<', place);
    const problem = takeText(state, text.slice(place, start < 0 ? text.length : start));
    if (problem !== null) return problem;
    if (start < 0) break;
    const end = takeMarkup(state, text, start);
    if (typeof end === 'string') return end;
    place = end;
  }
  return state.root ?? 'There is no document.';
}

function takeText({ open }: State, text: string): string | null {
  const top = open.at(-1);
  if (top === undefined) {
    return /[^\s\ufeff]/.test(text) ? 'There is text outside of the document.' : null;
  }
  const said = unescaped(text);
  if (said === null) return 'An entity of its own is not taken.';
  top.text += said;
  return null;
}

/** Takes what begins at `start`; where it ends, or what is wrong with it. */
function takeMarkup(state: State, text: string, start: number): number | string {
  const top = state.open.at(-1);
  if (text.startsWith('<!--', start)) {
    const end = text.indexOf('-->', start + 4);
    return end < 0 ? 'A comment does not end.' : end + 3;
  }
  if (text.startsWith('<![CDATA[', start)) {
    const end = text.indexOf(']]>', start);
    if (end < 0 || top === undefined) return 'A CDATA section does not end.';
    top.text += text.slice(start + '<![CDATA['.length, end);
    return end + 3;
  }
  const end = tagEnd(text, start);
  if (end < 0) return 'A tag does not end.';
  return takeTag(state, text.slice(start + 1, end)) ?? end + 1;
}

function takeTag(state: State, tag: string): string | null {
  const { open, root } = state;
  if (tag.startsWith('?')) {
    const isFirst = /^\?xml\s/.test(tag) && root === null && open.length === 0;
    return isFirst ? null : 'A processing instruction is not taken.';
  }
  if (tag.startsWith('!')) return 'A declaration is not taken.';
  if (tag.startsWith('/')) {
    const closed = open.pop();
    if (closed === undefined || closed.name !== localName(tag.slice(1).trim())) {
      return 'A tag is closed that is not open.';
    }
    keep(state, { ...closed, text: storableText(closed.text) });
    return null;
  }
  state.count += 1;
  const isSecond = root !== null && open.length === 0;
  if (state.count > mostElements || open.length >= deepest || isSecond) {
    return 'There are too many elements, or more than one document.';
  }
  const name = localName(/^[^\s/]{1,200}/.exec(tag)?.[0] ?? '');
  if (name === '') return 'An element has no name.';
  const element = { name, text: '', children: [], type: typeOf(tag) };
  if (tag.endsWith('/')) keep(state, element);
  else open.push(element);
  return null;
}

/** A whole element goes to the one around it, or is the document. */
function keep(state: State, element: XmlElement): void {
  const parent = state.open.at(-1);
  if (parent === undefined) state.root = element;
  else parent.children.push(element);
}

/** Where a tag ends: at the first `>` outside of quotes. */
function tagEnd(text: string, start: number): number {
  let quote = '';
  for (let place = start + 1; place < text.length; place += 1) {
    const character = text[place] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '>') return place;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '<') return -1;
  }
  return -1;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function typeOf(tag: string): string | null {
  const value = /\sxsi:type=["']([^"'\s]{1,200})["']/.exec(tag)?.[1];
  return value === undefined ? null : localName(value);
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Text with the five entities of XML and numbers in their place; null where there is another. */
function unescaped(text: string): string | null {
  if (!text.includes('&')) return text;
  let isGood = true;
  const plain = text.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{1,10});|&/gi, (_, name?: string) => {
    const known = name === undefined ? undefined : (ownEntry(entities, name) ?? numbered(name));
    if (known === undefined) isGood = false;
    return known ?? '';
  });
  return isGood ? plain : null;
}

function numbered(name: string): string | undefined {
  if (!name.startsWith('#')) return undefined;
  const isHex = name[1] === 'x' || name[1] === 'X';
  const code = isHex ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return Number.isInteger(code) && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

export function childOf(element: XmlElement | null, name: string): XmlElement | null {
  return element?.children.find((child) => child.name === name) ?? null;
}

/** The trimmed text of a child; null where there is none. */
export function childText(element: XmlElement | null, name: string): string | null {
  const text = childOf(element, name)?.text.trim() ?? '';
  return text === '' ? null : text;
}
