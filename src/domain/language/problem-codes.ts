import { cadenceCodes, referenceCodes, ruleCodes } from './codes/cadence-codes.ts';
import type { CodeEntry } from './codes/entry.ts';
import { formCodes } from './codes/form-codes.ts';
import { templateCodes } from './codes/template-codes.ts';
import { testCodes } from './codes/test-codes.ts';
import { workspaceCodes } from './codes/workspace-codes.ts';

/**
 * The one table of what `cadence lint` can say: by code, how bad it is, what it means and what to do. Scripts and editors
 * match on the codes: one is never renamed, and never used for a second thing.
 */
export const problemCodes = {
  ...formCodes,
  ...cadenceCodes,
  ...ruleCodes,
  ...referenceCodes,
  ...testCodes,
  ...workspaceCodes,
  ...templateCodes,
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type ProblemCode = keyof typeof problemCodes;

/** Whether a text is one of the codes above. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemCodes, code);
}
