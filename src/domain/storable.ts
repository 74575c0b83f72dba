import { InvalidInput } from '../errors.ts';

/**
 * Text that PostgreSQL can keep. It takes no NUL and no half of a surrogate pair, and JSON may hold both: a reply must not
 * get lost because the mail behind it was cut in the middle of an emoji.
 */

/** The text without NUL, and with U+FFFD for each lone surrogate. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Escapes that may stand for something that cannot be kept; well-formed pairs are among them. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

/** Levels of lists and objects in one another: more than any data have, and less than any stack takes. */
const deepest = 100;

/**
 * Parses JSON into texts and keys that can be kept.
 *
 * @throws SyntaxError as JSON.parse does; InvalidInput `invalid_json` when it is nested too deeply
 */
export function parseStorableJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (suspicious.test(text)) return storable(value);
  refuseDeep(value, deepest);
  return value;
}

/** The same of all texts and keys in a JSON value. @throws InvalidInput `invalid_json` when it is nested too deeply */
export function storable(value: unknown): unknown {
  refuseDeep(value, deepest);
  return keepable(value);
}

function keepable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(keepable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [storableText(key), keepable(field)]),
  );
}

function refuseDeep(value: unknown, levels: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levels === 0) {
    throw new InvalidInput('invalid_json', `The JSON is nested more than ${deepest} levels deep.`);
  }
  for (const field of Object.values(value)) refuseDeep(field, levels - 1);
}
