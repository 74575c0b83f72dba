import { hintEnglish } from './lint/hints.ts';
import { shapeEnglish } from './lint/shape.ts';
import { valueEnglish } from './lint/values.ts';
import { wantEnglish } from './lint/wants.ts';

/** What `cadence lint` says: whole sentences with their full stop, and parts of them. */
export const lintEnglish = {
  ...hintEnglish,
  ...shapeEnglish,
  ...valueEnglish,
  ...wantEnglish,
} as const;
