import {
  fieldHint,
  fieldKind,
  isMapping,
  type MergePlace,
} from '../../domain/language/merge-fields.ts';
import type { ParsedCadence } from '../../domain/language/parse-cadence.ts';
import type { Problem } from '../../domain/language/problem.ts';
import type { ProblemCode } from '../../domain/language/problem-codes.ts';
import { problemAt } from '../../domain/language/report.ts';
import { placeInScalar } from '../../domain/language/scalar-place.ts';
import { type Sentence, sentence } from '../../domain/sentence.ts';
import type { PlacedUse } from '../../email/compile.ts';
import { inspectMerge } from '../../email/merge-inspection.ts';

/**
 * Merge fields that nothing provides, and those that some prospects have no value for.
 *
 * @param sender  the fields of the sender that all mailboxes have, see `senderFields`
 */
export function checkUses(
  uses: readonly PlacedUse[],
  place: MergePlace,
  sender: ReadonlySet<string>,
): readonly Problem[] {
  return uses.flatMap((use) => {
    const found = judge(use, place, sender);
    return found === null ? [] : [problemAt(use.file, use, found.code, found.said)];
  });
}

interface Judgement {
  readonly code: ProblemCode;
  readonly said: Sentence;
}

function judge(
  { field, use }: PlacedUse,
  place: MergePlace,
  sender: ReadonlySet<string>,
): Judgement | null {
  const kind = fieldKind(field, place, sender);
  if (kind === 'always') return null;
  if (kind === 'sometimes') {
    return use === 'shown'
      ? { code: 'merge-field-without-fallback', said: empty(field, place) }
      : null;
  }
  const mapping = isMapping(field);
  if (mapping && use === 'asked') return null;
  const said = mapping
    ? sentence('lint.field-of-several', { field })
    : sentence('lint.unknown-field-of-mail', { field, meant: fieldHint(field, place) });
  // The title of a task that a rule gives is made shorter, and nothing is held.
  const isHeld = use === 'shown' && place !== 'rule-task';
  return { code: isHeld ? 'unknown-merge-field' : 'always-fallback', said };
}

function empty(field: string, place: MergePlace): Sentence {
  if (place === 'rule-task') return sentence('lint.bare-title', { field });
  return field.startsWith('sender.')
    ? sentence('lint.sender-without-field', { field })
    : sentence('lint.prospect-without-field', { field });
}

/** Titles of tasks: Handlebars in a cadence file. */
export function checkTitles(
  { file, mentions, locate }: ParsedCadence,
  source: string,
  sender: ReadonlySet<string>,
): readonly Problem[] {
  return mentions.titles.flatMap(({ text, of, path }) => {
    const start = locate(path);
    const { problems, uses } = inspectMerge(text);
    const placed = uses.map((use) => ({
      ...use,
      ...placeInScalar(source, start, text, use),
      file,
    }));
    return [
      ...problems.map(({ code, said, ...within }) =>
        problemAt(file, placeInScalar(source, start, text, within), code, said),
      ),
      ...checkUses(placed, of === 'step' ? 'step-task' : 'rule-task', sender),
    ];
  });
}
