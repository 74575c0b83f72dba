import { hint, nearest } from '../domain/language/nearest.ts';
import { type Sentence, sentence } from '../domain/sentence.ts';
import type { ExpandedText } from './expanded-text.ts';
import type { Piece, Tag } from './markup.ts';
import type { MjmlError } from './mjml.ts';
import { allElements, usualAttributes } from './mjml-elements.ts';
import type { StructureProblem } from './mjml-structure.ts';

/**
 * What MJML tells, at the element or attribute that it means; MJML itself knows the line on which the element begins.
 * Wrong attributes of one element become a problem each.
 */
export function placeErrors(
  errors: readonly MjmlError[],
  expanded: ExpandedText,
  pieces: readonly Piece[],
): readonly StructureProblem[] {
  return errors.flatMap((error) => {
    const lineStart = expanded.offsetOf(error.line, 1);
    const tag = pieces.find(
      (piece): piece is Tag =>
        piece.kind === 'open' && piece.name === error.tagName && piece.offset >= lineStart,
    );
    // What MJML says of a tag that it could not read to its end is about something else.
    const isCut = tag?.attributes.some(({ quoteInside }) => quoteInside) ?? false;
    if (isCut || (tag !== undefined && tag.broken !== null)) return [];
    return messagesOf(error).map(({ said, attribute }) => {
      const at = tag?.attributes.find(({ name }) => name === attribute)?.offset;
      return { offset: at ?? tag?.offset ?? lineStart, code: 'invalid-mjml', said } as const;
    });
  });
}

interface Message {
  readonly said: Sentence;
  readonly attribute: string | null;
}

function messagesOf({ message, tagName: tag }: MjmlError): readonly Message[] {
  if (message.includes("doesn't exist or is not registered")) {
    const said = tag.startsWith('mj-')
      ? sentence('mjml.unknown-element', { tag, meant: hint(tag, allElements) })
      : sentence('mjml.html-outside', { tag });
    return [{ said, attribute: null }];
  }
  const illegal = /^Attributes? (.+) (?:is|are) illegal$/.exec(message)?.[1];
  if (illegal !== undefined) {
    return illegal.split(', ').map((attribute) => ({ said: unknownOf(tag, attribute), attribute }));
  }
  const value = /^Attribute (\S+) has invalid value: (.*)$/s.exec(message);
  if (value !== null) {
    const [, attribute = '', reason = ''] = value;
    return [{ said: sentence('mjml.invalid-value', { attribute, why: reason.trim() }), attribute }];
  }
  const misplaced = /^(\S+) cannot be used inside (\S+), only inside: (.+)$/.exec(message);
  if (misplaced !== null) {
    const [, inner = '', parent = '', places = ''] = misplaced;
    return [{ said: sentence('mjml.misplaced', { tag: inner, parent, places }), attribute: null }];
  }
  const said = sentence('mjml.words', { words: message.replace(/\.$/, '') });
  return [{ said, attribute: null }];
}

function unknownOf(tag: string, attribute: string): Sentence {
  const near = nearest(attribute, usualAttributes);
  if (near === null) return sentence('mjml.unknown-attribute', { tag, attribute });
  const meant = sentence('hint.meant', { meant: near });
  return sentence('mjml.unknown-attribute-near', { tag, attribute, meant });
}
