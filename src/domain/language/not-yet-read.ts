import { type Sentence, type SentenceKey, sentence } from '../sentence.ts';
import type { Path } from './report.ts';

/**
 * The one list of keys that are part of the language but not read yet, by the kind of mapping they stand in.
 * A feature that arrives takes its line out of here and puts its key into the shape. Each has the sentence that says what
 * to do instead.
 */
const refusedKeys: Readonly<Record<string, Readonly<Record<string, SentenceKey>>>> = {
  cadence: {
    caps: 'lint.not-yet-caps',
    max_per_day: 'lint.not-yet-caps',
  },
};

/** The kind of mapping that a path in a cadence file leads to, or null for the kinds without a list above. */
function kindAt(path: Path): string | null {
  if (path.length === 0) return 'cadence';
  const inSteps = path[0] === 'tracks' ? path.slice(2) : path;
  if (inSteps[0] !== 'steps') return null;
  if (inSteps.length === 2) return 'step';
  return inSteps.length === 3 && inSteps[2] === 'email' ? 'email' : null;
}

/** What is said about a key that this release does not read yet, or null when it is not such a key. */
export function notYetRead(container: Path, key: string): Sentence | null {
  const keys = refusedKeys[kindAt(container) ?? ''];
  const found = keys !== undefined && Object.hasOwn(keys, key) ? keys[key] : undefined;
  return found === undefined ? null : sentence(found, { key });
}
