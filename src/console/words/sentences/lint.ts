import { hintNorwegian } from './lint/hints.ts';
import { shapeNorwegian } from './lint/shape.ts';
import { valueNorwegian } from './lint/values.ts';
import { wantNorwegian } from './lint/wants.ts';

/** What `cadence lint` says, in Norwegian. */
export const lintNorwegian = {
  ...hintNorwegian,
  ...shapeNorwegian,
  ...valueNorwegian,
  ...wantNorwegian,
};
