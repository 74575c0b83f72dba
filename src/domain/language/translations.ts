import { sentence } from '../sentence.ts';
import { inOrder, type Problem } from './problem.ts';
import type { CadenceSource, KnownTemplates } from './references.ts';
import { problemAt } from './report.ts';

/**
 * Mails that lack a language which half of the mails of their cadence have. That of the cadence itself is for
 * `references.ts`, and a file without a locale is taken for every language.
 */
export function checkTranslations(
  sources: readonly CadenceSource[],
  templates: KnownTemplates,
): readonly Problem[] {
  return inOrder(sources.flatMap((source) => checkCadence(source, templates)));
}

function checkCadence(
  { file, mentions, locate }: CadenceSource,
  templates: KnownTemplates,
): readonly Problem[] {
  const mails = mentions.mails.flatMap((mail) => {
    const locales = templates.get(mail.template);
    return locales === undefined || locales.includes(null) ? [] : [{ ...mail, locales }];
  });
  const usual = usualLanguages(mails.map(({ locales }) => locales));
  return mails.flatMap(({ template, path, locales }) =>
    usual.flatMap((language) => {
      if (language === mentions.locale || locales.includes(language)) return [];
      const said = sentence('lint.missing-translation', { template, locale: language });
      return [problemAt(file, locate([...path, 'template']), 'missing-translation', said)];
    }),
  );
}

/** Languages in which half of the mails or more are. */
function usualLanguages(all: readonly (readonly (string | null)[])[]): readonly string[] {
  const count = new Map<string, number>();
  for (const locale of all.flat()) {
    if (locale !== null) count.set(locale, (count.get(locale) ?? 0) + 1);
  }
  return [...count].flatMap(([locale, times]) => (times * 2 >= all.length ? [locale] : []));
}
