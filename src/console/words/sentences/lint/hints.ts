import type { hintEnglish } from '../../../../domain/sentences/lint/hints.ts';

/** What was probably meant, in Norwegian. */
export const hintNorwegian: Readonly<Record<keyof typeof hintEnglish, string>> = {
  'hint.meant': '. Mente du {meant}?',
  'hint.meant-under': '. Mente du {meant} under {owner}?',
  'hint.there-is': '. Mulighetene er {known}',
  'hint.there-is-more': '. Mulighetene er {known} og {more} til',
};
