import { english } from '../../domain/sentences/english.ts';
import { words } from '../words.ts';
import { deskNorwegian } from './sentences/desk.ts';
import { eventNorwegian } from './sentences/events.ts';
import { explainNorwegian } from './sentences/explain.ts';
import { fieldNorwegian } from './sentences/fields.ts';
import { lawNorwegian } from './sentences/law.ts';
import { limitNorwegian } from './sentences/limits.ts';
import { lintNorwegian } from './sentences/lint.ts';
import { listNorwegian } from './sentences/lists.ts';
import { mailNorwegian } from './sentences/mails.ts';
import { pauseNorwegian } from './sentences/pauses.ts';
import { refusalNorwegian } from './sentences/refusals.ts';
import { taskNorwegian } from './sentences/tasks.ts';
import { unknownNorwegian } from './sentences/unknown.ts';

/** The sentences of the domain in the languages of the console: English as the API says them. */
export const sentenceWords = words(english, {
  ...deskNorwegian,
  ...eventNorwegian,
  ...explainNorwegian,
  ...fieldNorwegian,
  ...lawNorwegian,
  ...limitNorwegian,
  ...lintNorwegian,
  ...listNorwegian,
  ...mailNorwegian,
  ...pauseNorwegian,
  ...refusalNorwegian,
  ...taskNorwegian,
  ...unknownNorwegian,
});
