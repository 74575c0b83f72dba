import { suggestion } from '../domain/language/nearest.ts';
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
    return messagesOf(error).map(({ message, attribute }) => {
      const at = tag?.attributes.find(({ name }) => name === attribute)?.offset;
      return { offset: at ?? tag?.offset ?? lineStart, code: 'invalid-mjml', message } as const;
    });
  });
}

interface Message {
  readonly message: string;
  readonly attribute: string | null;
}

function messagesOf({ message, tagName }: MjmlError): readonly Message[] {
  if (message.includes("doesn't exist or is not registered") && !tagName.startsWith('mj-')) {
    const text = `<${tagName}> stands where MJML elements belong: put HTML into <mj-text> or <mj-raw>.`;
    return [{ message: text, attribute: null }];
  }
  if (message.includes("doesn't exist or is not registered")) {
    const text = `MJML has no element <${tagName}>${suggestion(tagName, allElements)}`;
    return [{ message: text, attribute: null }];
  }
  const illegal = /^Attributes? (.+) (?:is|are) illegal$/.exec(message)?.[1];
  if (illegal !== undefined) {
    return illegal.split(', ').map((attribute) => {
      const meant = suggestion(attribute, usualAttributes);
      const text = `<${tagName}> has no attribute ${attribute}${meant.startsWith(',') ? meant : '.'}`;
      return { message: text, attribute };
    });
  }
  const value = /^Attribute (\S+) has invalid value: (.*)$/s.exec(message);
  if (value !== null) {
    const [, attribute = '', reason = ''] = value;
    return [{ message: `${attribute} has an invalid value: ${reason.trim()}.`, attribute }];
  }
  return [{ message: message.endsWith('.') ? message : `${message}.`, attribute: null }];
}
