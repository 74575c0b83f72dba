import { english } from '../../domain/sentences/english.ts';
import { words } from '../words.ts';
import { explainNorwegian } from './sentences/explain.ts';
import { lawNorwegian } from './sentences/law.ts';
import { limitNorwegian } from './sentences/limits.ts';
import { lintNorwegian } from './sentences/lint.ts';
import { pauseNorwegian } from './sentences/pauses.ts';
import { refusalNorwegian } from './sentences/refusals.ts';
import { taskNorwegian } from './sentences/tasks.ts';

/** The sentences of the domain in the languages of the console: English as the API says them. */
export const sentenceWords = words(english, {
  ...explainNorwegian,
  ...lawNorwegian,
  ...limitNorwegian,
  ...lintNorwegian,
  ...pauseNorwegian,
  ...refusalNorwegian,
  ...taskNorwegian,
});
