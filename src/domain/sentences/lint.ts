import { addressEnglish } from './lint/addresses.ts';
import { documentEnglish } from './lint/documents.ts';
import { fieldEnglish } from './lint/fields.ts';
import { hintEnglish } from './lint/hints.ts';
import { mergeEnglish } from './lint/merges.ts';
import { mjmlEnglish } from './lint/mjml.ts';
import { referenceEnglish } from './lint/references.ts';
import { ruleEnglish } from './lint/rules.ts';
import { scheduleEnglish } from './lint/schedules.ts';
import { shapeEnglish } from './lint/shape.ts';
import { stepEnglish } from './lint/steps.ts';
import { templateEnglish } from './lint/templates.ts';
import { testEnglish } from './lint/tests.ts';
import { valueEnglish } from './lint/values.ts';
import { wantEnglish } from './lint/wants.ts';
import { workspaceEnglish } from './lint/workspace.ts';

/** What `cadence lint` says: whole sentences with their full stop, and parts of them. */
export const lintEnglish = {
  ...addressEnglish,
  ...documentEnglish,
  ...fieldEnglish,
  ...hintEnglish,
  ...referenceEnglish,
  ...ruleEnglish,
  ...scheduleEnglish,
  ...shapeEnglish,
  ...stepEnglish,
  ...testEnglish,
  ...valueEnglish,
  ...wantEnglish,
  ...workspaceEnglish,
  ...templateEnglish,
  ...mjmlEnglish,
  ...mergeEnglish,
} as const;
