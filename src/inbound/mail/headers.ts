import { addressParser, decodeWords } from 'postal-mime';
import { normaliseAddress } from '../../domain/address.ts';

/** The fields of a header in their order: names in lower case, values unfolded, encoded words left as they are. */
export type Headers = readonly (readonly [name: string, value: string])[];

const mostFields = 500;
const longestValue = 16_000;
const mostAddresses = 50;

/**
 * Reads the lines of a header (RFC 5322 §2.2) and of everything that looks like one: delivery status, feedback report.
 * A line that is neither a field nor the rest of one is passed over.
 */
export function parseHeaders(text: string): Headers {
  const fields: [string, string][] = [];
  let current: [string, string] | null = null;
  for (const line of text.split('\n')) {
    const content = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (current !== null && (content.startsWith(' ') || content.startsWith('\t'))) {
      if (current[1].length < longestValue) current[1] += ` ${content.trim()}`;
      continue;
    }
    const colon = content.slice(0, 100).indexOf(':');
    const name = content.slice(0, Math.max(colon, 0)).trimEnd().toLowerCase();
    if (!/^[!-9;-~]+$/.test(name)) {
      current = null;
      continue;
    }
    if (fields.length >= mostFields) break;
    current = [name, content.slice(colon + 1, longestValue).trim()];
    fields.push(current);
  }
  return fields;
}

/** The first field of that name, else null. */
export function first(headers: Headers, name: string): string | null {
  return headers.find(([key]) => key === name)?.[1] ?? null;
}

/** The values of all fields of that name. */
export function all(headers: Headers, name: string): readonly string[] {
  return headers.flatMap(([key, value]) => (key === name ? [value] : []));
}

/** A field of free text, decoded (RFC 2047). */
export function decodedText(headers: Headers, name: string): string | null {
  const value = first(headers, name);
  return value === null ? null : decodeWords(value.slice(0, 4_000));
}

export interface NamedAddress {
  readonly name: string | null;
  readonly address: string;
}

/** The addresses of all fields of these names, normalised; what is none is passed over. */
export function addressesOf(
  headers: Headers,
  ...names: readonly string[]
): readonly NamedAddress[] {
  return names
    .flatMap((name) => all(headers, name))
    .flatMap((value) => addressParser(value.slice(0, 4_000), { flatten: true }))
    .slice(0, mostAddresses)
    .flatMap((party) => {
      const address = normaliseAddress(party.address ?? '');
      return address === null ? [] : [{ name: party.name === '' ? null : party.name, address }];
    });
}

/** Message-IDs with their brackets, in order, each once. */
export function messageIdsOf(headers: Headers, ...names: readonly string[]): readonly string[] {
  const ids = names
    .flatMap((name) => all(headers, name))
    .flatMap((value) => value.match(/<[^<>\s]{1,990}>/g) ?? []);
  return [...new Set(ids)].slice(0, 100);
}

/** The main value of a structured field in lower case, and its parameters: `text/plain; charset=utf-8`. */
export function structured(value: string | null): {
  readonly value: string;
  readonly parameters: Readonly<Record<string, string>>;
} {
  const text = (value ?? '').slice(0, 2_000);
  const [main = ''] = text.split(';', 1);
  const found = text
    .slice(main.length)
    .matchAll(/;\s*([\w*-]{1,40})\s*=\s*(?:"([^"]*)"|([^\s;]*))/g);
  const parameters: Record<string, string> = {};
  for (const [, name = '', quoted, bare] of found)
    parameters[name.toLowerCase()] ??= quoted ?? bare ?? '';
  return { value: main.trim().toLowerCase(), parameters };
}
