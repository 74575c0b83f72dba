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

/** Parses JSON into texts and keys that can be kept. @throws SyntaxError as JSON.parse does */
export function parseStorableJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return suspicious.test(text) ? storable(value) : value;
}

/** The same of all texts and keys in a JSON value. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [storableText(key), storable(field)]),
  );
}
