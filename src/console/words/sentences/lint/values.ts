import type { valueEnglish } from '../../../../domain/sentences/lint/values.ts';

/** Why a single value cannot be read, in Norwegian. */
export const valueNorwegian: Readonly<Record<keyof typeof valueEnglish, string>> = {
  'lint.not-months': '{text} er ikke et antall måneder. {what}',
};
