import { shownValue } from '../../app/library/change-lines.ts';
import type { Change, TemplateChange } from '../../domain/edit/diff.ts';

const signs = {
  'step-added': '+',
  'track-added': '+',
  'step-removed': '−',
  'track-removed': '−',
  'step-moved': '↕',
  'step-changed': '~',
  'setting-changed': '~',
} as const;

/** Differences between two versions, each as a word and what stands in it. */
export function shownChanges(changes: readonly Change[]) {
  return changes.map((change) => {
    const { what } = change;
    const after = 'after' in change ? change.after : null;
    const isFirst = (what === 'step-added' || what === 'step-moved') && after === null;
    return {
      sign: signs[what],
      what,
      word: `change.${what}${isFirst ? '.first' : ''}`,
      // The side road that it is about; null: the main road.
      track:
        'list' in change && change.list !== 'steps' ? change.list.replace('tracks.', '') : null,
      name: 'step' in change ? change.step : 'track' in change ? change.track : '',
      after: after ?? '',
      // As the file spells it.
      field:
        'field' in change ? change.field.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`) : null,
      from: 'field' in change ? shownValue(change.from) : '',
      to: 'field' in change ? shownValue(change.to) : '',
    };
  });
}

export function shownTemplateChanges(templates: readonly TemplateChange[]) {
  return templates.map(({ template, locale, what, steps }) => ({
    ...{ template, locale, what, word: `template.${what}` },
    steps: steps.join(', '),
  }));
}

/** Lines of a unified diff, each with what it is. */
export function shownDiff(lines: readonly string[]) {
  const kinds: Readonly<Record<string, string>> = { '+': 'plus', '-': 'minus', '@': 'gap' };
  return lines.map((line) => {
    const kind = kinds[line[0] ?? ''] ?? 'same';
    return {
      kind,
      sign: kind === 'gap' ? '' : line.slice(0, 1),
      text: kind === 'gap' ? '⋯' : line.slice(1),
    };
  });
}
