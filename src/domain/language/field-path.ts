import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { quoted } from './leaves.ts';

/** Where a field of a body is: keys, and places in lists. */
export type FieldPath = readonly (string | number)[];

const mostParts = 20;

/**
 * Reads `data.deals[0].stage`.
 *
 * @throws InvalidInput `invalid_field_path`
 */
export function readFieldPath(text: string): FieldPath {
  const parts = text.split('.').flatMap((part): (string | number)[] => {
    const [, key = '', places = ''] = /^([^[\].\s]{1,100})((?:\[\d{1,4}\])*)$/.exec(part) ?? [];
    return [
      key,
      ...places
        .split('[')
        .slice(1)
        .map((place) => Number(place.slice(0, -1))),
    ];
  });
  if (parts.includes('') || parts.length > mostParts) {
    throw invalid(
      'invalid_field_path',
      sentence('lint.field-path', { text: quoted(text.slice(0, 100)) }),
    );
  }
  return parts;
}
