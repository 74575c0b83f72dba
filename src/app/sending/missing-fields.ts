import { InvalidInput } from '../../errors.ts';

/** The merge fields for want of which a mail could not be rendered; none when it failed for another reason. */
export function missingFields(error: unknown): string[] {
  if (!(error instanceof InvalidInput) || error.code !== 'missing_merge_field') return [];
  const fields: unknown = error.details?.fields;
  return Array.isArray(fields) ? fields.map(String) : [];
}
