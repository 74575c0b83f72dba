import { explainEnglish } from './explain.ts';
import { lawEnglish } from './law.ts';
import { limitEnglish } from './limits.ts';
import { lintEnglish } from './lint.ts';
import { pauseEnglish } from './pauses.ts';
import { refusalEnglish } from './refusals.ts';
import { taskEnglish } from './tasks.ts';

/** Every sentence that is said in several languages, in English. Those of the console: `console/words/sentences/`. */
export const english = {
  ...explainEnglish,
  ...lawEnglish,
  ...limitEnglish,
  ...lintEnglish,
  ...pauseEnglish,
  ...refusalEnglish,
  ...taskEnglish,
} as const;

export type SentenceKey = keyof typeof english;
