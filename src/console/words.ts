/** The languages of the console. Each page brings its own words: see `words/`. */

export const languages = ['en', 'nb'] as const;
export type Language = (typeof languages)[number];

/** The words of one page in every language. `{name}` stands for what is told with a word. */
export type Words<Key extends string = string> = Readonly<
  Record<Language, Readonly<Record<Key, string>>>
>;

/** Says a word, with what stands in it. */
export type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

/** Words in both languages; one that is missing in Norwegian does not compile. */
export function words<Key extends string>(
  en: Readonly<Record<Key, string>>,
  nb: Readonly<Record<NoInfer<Key>, string>>,
): Words<Key> {
  return { en, nb };
}

/**
 * Says the words of a page, else those that all pages share.
 *
 * @throws Error for a word that nobody has: a mistake of ours, which the tests find
 */
export function sayer(language: Language, own: Words, shared: Words): Say {
  return (key, values = {}) => {
    const text = own[language][key] ?? shared[language][key];
    if (text === undefined) throw new Error(`There is no word "${key}" in ${language}`);
    return text.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ''));
  };
}

/** The language of a visitor: chosen, else the first that the browser asks for and we speak, else English. */
export function languageOf(chosen: string | undefined, accepted: string | undefined): Language {
  const found = languages.find((one) => one === chosen);
  if (found !== undefined) return found;
  const wanted = (accepted ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const weight = parameters
        .find((one) => one.trim().startsWith('q='))
        ?.trim()
        .slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    if (/^(nb|no|nn|da|sv)\b/.test(tag)) return 'nb';
    if (/^en\b/.test(tag)) return 'en';
  }
  return 'en';
}
