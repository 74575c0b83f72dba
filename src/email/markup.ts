/** A piece of MJML or HTML with Handlebars in it; offsets are those of the text. */
export type Piece =
  | Tag
  | { readonly kind: 'close'; readonly name: string; readonly offset: number }
  | { readonly kind: 'text'; readonly text: string; readonly offset: number }
  | Comment;

export interface Comment {
  readonly kind: 'comment';
  readonly offset: number;
  readonly end: number;
  /** For one mail program (`<!--[if mso]>`), a declaration or the like: not a note of the author. */
  readonly conditional: boolean;
}

export interface Tag {
  readonly kind: 'open';
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly selfClosing: boolean;
  readonly offset: number;
  /** Behind its `>`. */
  readonly end: number;
  /** Where the `>` of the tag, or the closing quote of an attribute, was looked for and not found. */
  readonly broken: { readonly what: 'tag' | 'quote'; readonly offset: number } | null;
}

export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly offset: number;
  /** A merge field in the value has the quote that is around the value: HTML would end the value there. */
  readonly quoteInside: boolean;
}

/** Elements whose content has no tags in it. */
const rawText: ReadonlySet<string> = new Set(['style', 'script', 'mj-style']);

/**
 * Cuts markup into tags, texts and comments. Forgiving, as mail programs are: it never fails, and a tag that has no end
 * ends where the next one begins. Merge fields (`{{…}}`) are left whole wherever they stand.
 */
export function piecesOf(markup: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < markup.length) {
    const next = nextMarkup(markup, at);
    if (next > at) pieces.push({ kind: 'text', text: markup.slice(at, next), offset: at });
    if (next >= markup.length) break;
    const read = pieceAt(markup, next);
    pieces.push(read.piece);
    at = afterRawText(markup, read);
  }
  return pieces;
}

/**
 * The opening tags with these names, as `piecesOf` finds them; what lies between is passed over in strides, since a whole
 * mail is looked through for the few tags in it.
 */
export function tagsNamed(markup: string, names: ReadonlySet<string>): readonly Tag[] {
  const tags: Tag[] = [];
  let at = nextMarkup(markup, 0);
  while (at < markup.length) {
    const end = afterPlainTag(markup, at, names);
    const read = end === null ? pieceAt(markup, at) : { piece: null, end };
    if (read.piece?.kind === 'open' && names.has(read.piece.name)) tags.push(read.piece);
    at = nextMarkup(markup, afterRawText(markup, read));
  }
  return tags;
}

const plainTag =
  /<([a-z][a-z\d]*)(?:\s+[^\s"'<>={}/]+(?:\s*=\s*(?:"[^"<{]*"|'[^'<{]*'|[^\s"'<>={}]+))?)*\s*\/?>/iy;

/** Behind a tag that is written as it should be, and is not looked for; null for all others, which are read in full. */
function afterPlainTag(markup: string, at: number, names: ReadonlySet<string>): number | null {
  plainTag.lastIndex = at;
  const name = plainTag.exec(markup)?.[1]?.toLowerCase();
  return name === undefined || names.has(name) || rawText.has(name) ? null : plainTag.lastIndex;
}

/** Behind what an element like `<style>` holds; else where the piece ends. */
function afterRawText(
  markup: string,
  { piece, end }: { readonly piece: Piece | null; readonly end: number },
): number {
  if (piece?.kind !== 'open' || piece.selfClosing || !rawText.has(piece.name)) return end;
  const found = markup.indexOf(`</${piece.name}`, end);
  return found < 0 ? markup.length : found;
}

/** The next `<` that begins a tag or a comment, merge fields passed over. */
function nextMarkup(markup: string, from: number): number {
  const begin = /\{\{|<(?=[a-zA-Z/!])/g;
  begin.lastIndex = from;
  for (let found = begin.exec(markup); found !== null; found = begin.exec(markup)) {
    if (found[0] === '<') return found.index;
    begin.lastIndex = afterField(markup, found.index);
  }
  return markup.length;
}

/** Behind a merge field; behind its braces when it has no end. */
function afterField(markup: string, from: number): number {
  const end = markup.indexOf('}}', from);
  return end < 0 ? from + 2 : end + 2;
}

function pieceAt(markup: string, offset: number): { readonly piece: Piece; readonly end: number } {
  if (markup.startsWith('<!--', offset)) {
    const found = markup.indexOf('-->', offset + 4);
    const end = found < 0 ? markup.length : found + 3;
    const conditional = /^(\[|<!)/.test(markup.slice(offset + 4, offset + 6));
    return { piece: { kind: 'comment', offset, end, conditional }, end };
  }
  if (markup[offset + 1] === '/' || markup[offset + 1] === '!') {
    const found = markup.indexOf('>', offset);
    const end = found < 0 ? markup.length : found + 1;
    const name = /^<\/([^\s>]*)/.exec(markup.slice(offset, end))?.[1]?.toLowerCase() ?? '';
    if (name === '') return { piece: { kind: 'comment', offset, end, conditional: true }, end };
    return { piece: { kind: 'close', name, offset }, end };
  }
  const piece = tagAt(markup, offset);
  return { piece, end: piece.end };
}

function tagAt(markup: string, offset: number): Tag {
  const name = /^[^\s/>{<]+/.exec(markup.slice(offset + 1, offset + 100))?.[0]?.toLowerCase() ?? '';
  const attributes: Attribute[] = [];
  const tag = { kind: 'open', name, attributes, selfClosing: false, offset, broken: null } as const;
  let at = offset + 1 + name.length;
  while (at < markup.length) {
    const char = markup[at] ?? '';
    if (char === '>') return { ...tag, end: at + 1 };
    if (char === '<') break;
    if (markup.startsWith('/>', at)) return { ...tag, selfClosing: true, end: at + 2 };
    if (markup.startsWith('{{', at)) at = afterField(markup, at);
    else if (/[\s/=]/.test(char)) at += 1;
    else {
      const read = attributeAt(markup, at);
      attributes.push(read.attribute);
      if (read.unclosed !== null) {
        const found = markup.indexOf('>', read.unclosed);
        const end = found < 0 ? markup.length : found + 1;
        return { ...tag, end, broken: { what: 'quote', offset: read.unclosed } };
      }
      at = read.end;
    }
  }
  return { ...tag, end: at, broken: { what: 'tag', offset } };
}

interface ReadAttribute {
  readonly attribute: Attribute;
  readonly end: number;
  /** Where the quote is that has no other. */
  readonly unclosed: number | null;
}

function attributeAt(markup: string, offset: number): ReadAttribute {
  const named = /^([^\s=>/"'<{]+|.)(\s*=\s*)?/s.exec(markup.slice(offset, offset + 200));
  const [whole = ' ', name = '', equals] = named ?? [];
  const begin = offset + whole.length;
  const bare = (value: string, end: number): ReadAttribute => ({
    attribute: { name, value, offset, quoteInside: false },
    end,
    unclosed: null,
  });
  if (equals === undefined) return bare('', begin);
  const quote = markup[begin] ?? '';
  if (quote !== '"' && quote !== "'") {
    const value = /^[^\s>]*/.exec(markup.slice(begin, begin + 2_000))?.[0] ?? '';
    return bare(value, begin + value.length);
  }
  let at = begin + 1;
  let quoteInside = false;
  while (at < markup.length && markup[at] !== quote && markup[at] !== '<') {
    if (!markup.startsWith('{{', at)) {
      at += 1;
      continue;
    }
    const end = afterField(markup, at);
    quoteInside ||= markup.slice(at, end).includes(quote);
    at = end;
  }
  const attribute = { name, value: markup.slice(begin + 1, at), offset, quoteInside };
  const closed = markup[at] === quote;
  return { attribute, end: at + 1, unclosed: closed ? null : begin };
}
