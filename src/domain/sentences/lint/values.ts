/** Why a single value cannot be read. */
export const valueEnglish = {
  'lint.not-months': '{text} is no number of months. {what}',
} as const;
