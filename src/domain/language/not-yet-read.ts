import type { Path } from './report.ts';

/** A key of the language that this release refuses, and what to do instead. */
interface NotYetRead {
  readonly feature: string;
  readonly instead: string;
}

const caps: NotYetRead = {
  feature: 'A limit of that name',
  instead: 'write `cap: { per_day: 100 }`, or `caps` of a mailbox in workspace.yaml',
};

/**
 * The one list of keys that are part of the language but not read yet, by the kind of mapping they stand in.
 * A feature that arrives takes its line out of here and puts its key into the shape.
 */
const notYetRead: Readonly<Record<string, Readonly<Record<string, NotYetRead>>>> = {
  cadence: {
    caps,
    max_per_day: caps,
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

function find(path: Path, key: string): NotYetRead | null {
  const keys = notYetRead[kindAt(path) ?? ''];
  return keys !== undefined && Object.hasOwn(keys, key) ? (keys[key] ?? null) : null;
}

/** The message about a key that this release does not read yet, or null when it is not such a key. */
export function notYetReadMessage(container: Path, key: string): string | null {
  const entry = find(container, key);
  if (entry === null) return null;
  return `${entry.feature} (\`${key}\`) cannot be used in this release yet; ${entry.instead}.`;
}
