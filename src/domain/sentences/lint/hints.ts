/** How sentences about a word that is not known end: with what was probably meant, or with what there is. */
export const hintEnglish = {
  'hint.meant': ', did you mean {meant}?',
  'hint.meant-under': ', did you mean {meant} under {owner}?',
  'hint.there-is': '; there is {known}',
  'hint.there-is-more': '; there is {known} and {more} more',
} as const;
