import { nearest } from '../domain/language/nearest.ts';
import type { ProblemCode } from '../domain/language/problem-codes.ts';
import { type Sentence, type SentenceValue, sentence } from '../domain/sentence.ts';
import type { Piece, Tag } from './markup.ts';
import { allElements, boxElements, textElements } from './mjml-elements.ts';

/** A mistake in the build of a template, at an offset of it. */
export interface StructureProblem {
  readonly offset: number;
  readonly code: ProblemCode;
  readonly said: Sentence;
}

/** An element that is open, and where it begins. */
interface Open {
  readonly name: string;
  readonly offset: number;
}

/** What one walk over a template knows. */
interface Walk {
  readonly open: Open[];
  readonly problems: StructureProblem[];
  /** Inside of HTML where MJML elements belong, which MJML tells by itself. */
  inHtml: boolean;
}

/**
 * What MJML swallows without a word: an element that is not closed (all that follows is lost), a closing tag with another
 * name, an attribute without its second quote, and text between elements.
 */
export function checkStructure(pieces: readonly Piece[]): readonly StructureProblem[] {
  const walk: Walk = { open: [], problems: [], inHtml: false };
  for (const piece of pieces) {
    if (piece.kind === 'open') enter(piece, walk);
    else if (piece.kind === 'close') leave(piece, walk);
    else if (piece.kind === 'text') checkText(piece.text, piece.offset, walk);
  }
  for (const { name, offset } of walk.open) unclosed(name, offset, sentence('mjml.the-end'), walk);
  checkRoot(pieces, walk);
  return walk.problems;
}

function checkRoot(pieces: readonly Piece[], walk: Walk): void {
  const tag = (name: string) =>
    pieces.find((piece) => piece.kind === 'open' && piece.name === name)?.offset;
  const root = tag('mjml');
  if (root !== undefined && tag('mj-body') !== undefined) return;
  walk.problems.push({ offset: root ?? 0, code: 'invalid-mjml', said: sentence('mjml.no-body') });
}

function isOurs(name: string): boolean {
  return name === 'mjml' || name.startsWith('mj-');
}

function enter(tag: Tag, walk: Walk): void {
  const { name, offset, attributes, broken, selfClosing } = tag;
  const report = (at: number, code: ProblemCode, said: Sentence) =>
    walk.problems.push({ offset: at, code, said });
  if (broken !== null && isOurs(name)) {
    const key = broken.what === 'quote' ? 'mjml.open-quote' : 'mjml.open-tag';
    report(broken.offset, 'unclosed-tag', sentence(key, { tag: name }));
  }
  walk.inHtml = !isOurs(name);
  if (walk.inHtml) return;
  for (const attribute of attributes) {
    if (!attribute.quoteInside) continue;
    const said = sentence('mjml.same-quotes', { attribute: attribute.name });
    report(attribute.offset, 'invalid-mjml', said);
  }
  if (name === 'mj-include') report(offset, 'unknown-partial', sentence('mjml.include'));
  if (!selfClosing) walk.open.push({ name, offset });
}

function leave({ name, offset }: { name: string; offset: number }, walk: Walk): void {
  if (!isOurs(name)) return;
  walk.inHtml = false;
  const { open, problems } = walk;
  const index = open.findLastIndex((each) => each.name === name);
  if (index >= 0) {
    for (const inner of open.splice(index).slice(1)) {
      unclosed(inner.name, inner.offset, `</${name}>`, walk);
    }
    return;
  }
  const last = open.at(-1);
  // The opening one was misspelt, which MJML tells.
  if (last !== undefined && !allElements.includes(last.name)) return void open.pop();
  const meant = allElements.includes(name) ? null : nearest(name, allElements);
  const misspelt = last !== undefined && !allElements.includes(name);
  if (misspelt) open.pop();
  const said = misspelt
    ? sentence('mjml.other-end', { tag: name, open: last.name, meant: meant ?? last.name })
    : sentence('mjml.end-alone', { tag: name });
  problems.push({ offset, code: 'unclosed-tag', said });
}

function unclosed(name: string, offset: number, before: SentenceValue, walk: Walk): void {
  const said = sentence('mjml.not-closed', { tag: name, before });
  walk.problems.push({ offset, code: 'unclosed-tag', said });
}

function checkText(text: string, offset: number, walk: Walk): void {
  const parent = walk.open.at(-1)?.name;
  if (walk.inHtml || parent === undefined || !boxElements.has(parent)) return;
  if (walk.open.some(({ name }) => textElements.has(name))) return;
  const withoutNotes = text.replace(/\{\{!(--.*?--|[^}]*)\}\}/gs, (note) =>
    ' '.repeat(note.length),
  );
  const start = withoutNotes.search(/\S/);
  if (start < 0 || withoutNotes.startsWith('{{>', start)) return;
  const isBlock = withoutNotes.startsWith('{{', start);
  const said = isBlock
    ? sentence('mjml.lost-fields', { first: firstField(withoutNotes.slice(start)) })
    : sentence('mjml.lost-text', { tag: parent });
  walk.problems.push({ offset: offset + start, code: 'lost-text', said });
}

function firstField(text: string): string {
  return /^\{\{[^}\n]{0,80}\}\}/.exec(text)?.[0] ?? '{{…}}';
}
