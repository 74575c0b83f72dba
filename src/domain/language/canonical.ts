/**
 * JSON with the keys of every object sorted and no white space: two values that are equal give the same text, whatever
 * order they were written in. Versions are addressed by a hash of it.
 *
 * Follows `JSON.stringify` in everything else: `undefined` members are left out, dates become ISO texts. Keys are in code
 * unit order as in RFC 8785, but for whole numbers, which an object always keeps first and by value.
 *
 * @throws TypeError on a value that JSON cannot hold at all (a cycle, a bigint), as `JSON.stringify` does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortKeys) ?? 'null';
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
