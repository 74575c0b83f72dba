import { type Sentence, sentence } from '../sentence.ts';
import type { CadenceMention, Mentions } from './mentions.ts';
import { inOrder, type Problem } from './problem.ts';
import type { CadenceSource } from './references.ts';
import { problemAt } from './report.ts';

/** Rules that enrol into a cadence whose entry rules never let in whoever comes that way. */
export function checkEntries(sources: readonly CadenceSource[]): readonly Problem[] {
  const byKey = new Map(sources.map(({ mentions }) => [mentions.key, mentions]));
  const problems = sources.flatMap(({ file, mentions, locate }) =>
    mentions.cadences.flatMap((mention) => {
      const target = byKey.get(mention.cadence);
      const why = target === undefined ? null : whyRefused(mentions, mention, target);
      if (why === null) return [];
      const { event, cadence, path } = mention;
      const said = sentence('lint.never-let-in', { event, cadence, why });
      return [problemAt(file, locate(path), 'never-let-in', said)];
    }),
  );
  return inOrder(problems);
}

function whyRefused(
  from: Mentions,
  { cadence, exits }: CadenceMention,
  { entry }: Mentions,
): Sentence | null {
  if (from.key === cadence && entry.reentry === 'once') {
    return sentence('entry.once');
  }
  if (exits) return null;
  if (from.key === cadence) {
    return entry.reentry === 'when-not-active' ? sentence('entry.active') : null;
  }
  return entry.exclusive === true
    ? sentence('entry.exclusive', { from: String(from.key), cadence })
    : null;
}
