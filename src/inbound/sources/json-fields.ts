/** Reading JSON that somebody else made: what is not there, or is of another kind, is null. Nothing here throws. */
import { isUtf8 } from 'node:buffer';
import { parseStorableJson } from '../../domain/storable.ts';
import { type Unread, unread } from '../unread.ts';

export type Json = unknown;

export type ParsedJson = { readonly ok: true; readonly value: Json } | Unread;

/** Parses a body. */
export function parseJson(body: Buffer | string): ParsedJson {
  if (typeof body !== 'string' && !isUtf8(body)) {
    return unread('body.not-utf8');
  }
  try {
    return { ok: true, value: parseStorableJson(body.toString('utf8')) };
  } catch {
    return unread('body.not-plain-json');
  }
}

/** The value at a path, own keys only; a number is a place in a list. */
export function at(value: Json, ...path: readonly (string | number)[]): Json {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return;
    current = Object.getOwnPropertyDescriptor(current, key)?.value;
  }
  return current;
}

/** What a table of ours has for a word of theirs: `constructor` is no word, though every object has it. */
export function ownEntry<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** A text that says something, or a number as text; else null. */
export function textAt(value: Json, ...path: readonly (string | number)[]): string | null {
  const found = at(value, ...path);
  if (typeof found === 'number' && Number.isFinite(found)) return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found : null;
}

/** An id: a text or a number of up to 200 characters. */
export function idAt(value: Json, ...path: readonly (string | number)[]): string | null {
  const text = textAt(value, ...path)?.trim() ?? null;
  return text === null || text.length > 200 ? null : text;
}

export function listAt(value: Json, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function isObject(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Seconds of the year 5138: a larger number counts milliseconds. */
const mostSeconds = 100_000_000_000;

/**
 * An instant: ISO 8601 (UTC where it names no offset), an RFC 5322 date, or seconds or milliseconds since 1970. Null for
 * anything else, and for times that no database keeps.
 */
export function instantAt(value: Json, ...path: readonly (string | number)[]): Date | null {
  const text = textAt(value, ...path)?.trim() ?? '';
  if (text === '' || text.length > 100) return null;
  if (/^-?\d{1,16}(\.\d{1,12})?$/.test(text)) {
    const number = Number(text);
    return inRange(Math.floor(number < mostSeconds ? number * 1_000 + 1e-4 : number));
  }
  // Without an offset JavaScript takes the zone of this machine, which no provider means.
  const isLocal = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/.test(text);
  return inRange(Date.parse(isLocal ? `${text.replace(' ', 'T')}Z` : text));
}

const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(9999, 0, 1);

function inRange(ms: number): Date | null {
  return ms >= earliest && ms < latest ? new Date(ms) : null;
}

/** One object, or a list of 1 to 100, as the events of a body; or what is wrong with it. */
export function eventList(value: Json, most = 100): readonly Json[] | Unread {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.length > most) {
    return unread('body.many-events', { most, count: list.length });
  }
  return list.every(isObject) ? list : unread('body.no-object');
}
