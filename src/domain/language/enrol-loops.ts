import { sentence } from '../sentence.ts';
import { inOrder, type Problem } from './problem.ts';
import type { CadenceSource } from './references.ts';
import { problemAt } from './report.ts';

/** Rules that enrol and, from cadence to cadence, come back to where they began; told at each rule of such a ring. */
export function checkEnrolLoops(sources: readonly CadenceSource[]): readonly Problem[] {
  const next = new Map<string, readonly string[]>();
  for (const { mentions } of sources) {
    if (mentions.key === null) continue;
    const targets = mentions.cadences.map(({ cadence }) => cadence);
    next.set(mentions.key, [...(next.get(mentions.key) ?? []), ...targets]);
  }
  const problems = sources.flatMap(({ file, mentions, locate }) =>
    mentions.cadences.flatMap(({ cadence, event, path }) => {
      const { key } = mentions;
      const way = key === null ? null : shortestWay(cadence, key, next);
      if (key === null || way === null) return [];
      const ring = { list: [key, ...way], by: ' → ' };
      const said = sentence('lint.enrol-loop', { event, ring });
      return [problemAt(file, locate(path), 'enrol-loop', said)];
    }),
  );
  return inOrder(problems);
}

/** The cadences from one to another, both included; null when there is no way. */
function shortestWay(
  from: string,
  to: string,
  next: ReadonlyMap<string, readonly string[]>,
): readonly string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  // Grows while it is walked: a map goes through what is added.
  for (const key of cameFrom.keys()) {
    if (key === to) return trace(key, cameFrom);
    for (const target of next.get(key) ?? []) {
      if (!cameFrom.has(target)) cameFrom.set(target, key);
    }
  }
  return null;
}

function trace(end: string, cameFrom: ReadonlyMap<string, string | null>): readonly string[] {
  const before = cameFrom.get(end) ?? null;
  return before === null ? [end] : [...trace(before, cameFrom), end];
}
