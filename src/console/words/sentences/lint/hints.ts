import type { hintEnglish } from '../../../../domain/sentences/lint/hints.ts';

/** What was probably meant, in Norwegian. */
export const hintNorwegian: Readonly<Record<keyof typeof hintEnglish, string>> = {
  'hint.meant': '. Mente du {meant}?',
  'hint.meant-under': '. Mente du {meant} under {owner}?',
  'hint.there-is': '. Du kan bruke {known}',
  'hint.there-is-more': '. Du kan bruke {known} og {more} til',
};
