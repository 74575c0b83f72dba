import { addressNorwegian } from './lint/addresses.ts';
import { documentNorwegian } from './lint/documents.ts';
import { fieldNorwegian } from './lint/fields.ts';
import { hintNorwegian } from './lint/hints.ts';
import { mergeNorwegian } from './lint/merges.ts';
import { mjmlNorwegian } from './lint/mjml.ts';
import { referenceNorwegian } from './lint/references.ts';
import { ruleNorwegian } from './lint/rules.ts';
import { scheduleNorwegian } from './lint/schedules.ts';
import { shapeNorwegian } from './lint/shape.ts';
import { stepNorwegian } from './lint/steps.ts';
import { templateNorwegian } from './lint/templates.ts';
import { testNorwegian } from './lint/tests.ts';
import { valueNorwegian } from './lint/values.ts';
import { wantNorwegian } from './lint/wants.ts';
import { workspaceNorwegian } from './lint/workspace.ts';

/** What `cadence lint` says, in Norwegian. */
export const lintNorwegian = {
  ...addressNorwegian,
  ...documentNorwegian,
  ...fieldNorwegian,
  ...hintNorwegian,
  ...referenceNorwegian,
  ...ruleNorwegian,
  ...scheduleNorwegian,
  ...shapeNorwegian,
  ...stepNorwegian,
  ...testNorwegian,
  ...valueNorwegian,
  ...wantNorwegian,
  ...workspaceNorwegian,
  ...templateNorwegian,
  ...mjmlNorwegian,
  ...mergeNorwegian,
};
