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
      const message = `${mention.event} never enrols anybody in ${mention.cadence}: ${why}.`;
      return [problemAt(file, locate(mention.path), 'never-let-in', message)];
    }),
  );
  return inOrder(problems);
}

function whyRefused(
  from: Mentions,
  { cadence, exits }: CadenceMention,
  { entry }: Mentions,
): string | null {
  if (from.key === cadence && entry.reentry === 'once') {
    return 'whoever hears it is in it already, and it takes nobody twice (`reentry: once`)';
  }
  if (exits) return null;
  if (from.key === cadence) {
    return entry.reentry === 'when-not-active'
      ? 'whoever hears it stays in it, and it takes nobody who is (`reentry: when-not-active`)'
      : null;
  }
  return entry.exclusive === true
    ? `whoever hears it stays in ${from.key}, and ${cadence} takes nobody who is in another cadence (\`exclusive\`)`
    : null;
}
