import type { hintEnglish } from '../../../../domain/sentences/lint/hints.ts';

/** What was probably meant, in Norwegian. */
export const hintNorwegian: Readonly<Record<keyof typeof hintEnglish, string>> = {
  'hint.meant': ', mente du {meant}?',
  'hint.meant-under': ', mente du {meant} under {owner}?',
  'hint.there-is': '; det som finnes, er {known}',
  'hint.there-is-more': '; det som finnes, er {known} og {more} til',
};
