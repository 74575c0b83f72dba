import { deskEnglish } from './desk.ts';
import { eventEnglish } from './events.ts';
import { explainEnglish } from './explain.ts';
import { fieldEnglish } from './fields.ts';
import { lawEnglish } from './law.ts';
import { limitEnglish } from './limits.ts';
import { lintEnglish } from './lint.ts';
import { listEnglish } from './lists.ts';
import { mailEnglish } from './mails.ts';
import { pauseEnglish } from './pauses.ts';
import { refusalEnglish } from './refusals.ts';
import { taskEnglish } from './tasks.ts';
import { unknownEnglish } from './unknown.ts';

/** Every sentence that is said in several languages, in English. Those of the console: `console/words/sentences/`. */
export const english = {
  ...deskEnglish,
  ...eventEnglish,
  ...explainEnglish,
  ...fieldEnglish,
  ...lawEnglish,
  ...limitEnglish,
  ...lintEnglish,
  ...listEnglish,
  ...mailEnglish,
  ...pauseEnglish,
  ...refusalEnglish,
  ...taskEnglish,
  ...unknownEnglish,
} as const;

export type SentenceKey = keyof typeof english;
