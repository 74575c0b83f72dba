import { type Sentence, type SentenceValue, sentence } from '../sentence.ts';
import type { MailMention } from './mentions.ts';
import { hint, nearest } from './nearest.ts';
import type { ParsedCadence } from './parse-cadence.ts';
import { inOrder, type Problem } from './problem.ts';
import { problemList, type Report } from './report.ts';

/** A cadence file, right or wrong. */
export type CadenceSource = Pick<ParsedCadence, 'file' | 'mentions' | 'locate'>;

/** By key (`stage/name`), the locales that there is a file for; null stands for the file without a locale. */
export type KnownTemplates = ReadonlyMap<string, readonly (string | null)[]>;

/** What cadences may refer to. */
export interface KnownReferences {
  readonly templates: KnownTemplates;
  /** Cadences known besides the given ones. */
  readonly cadenceKeys: ReadonlySet<string>;
}

/** Checks what cadences refer to outside their own file, and that no two have the same key. */
export function checkReferences(
  sources: readonly CadenceSource[],
  known: KnownReferences,
): readonly Problem[] {
  const own = sources.flatMap(({ mentions }) => (mentions.key === null ? [] : [mentions.key]));
  const keys = new Set([...known.cadenceKeys, ...own]);
  const fileOf = new Map<string, string>();
  const problems = sources.flatMap((source) => {
    const { problems: found, report } = problemList(source.file);
    checkKey(source, fileOf, report);
    for (const mail of source.mentions.mails) checkTemplate(source, mail, known.templates, report);
    const { cadences, expected } = source.mentions;
    for (const { cadence, path } of [...cadences, ...expected]) {
      if (keys.has(cadence)) continue;
      report(
        'unknown-cadence',
        source.locate(path),
        sentence('lint.unknown-cadence', { cadence, meant: hint(cadence, keys) }),
      );
    }
    return found;
  });
  return inOrder(problems);
}

function checkKey(source: CadenceSource, fileOf: Map<string, string>, report: Report): void {
  const { key } = source.mentions;
  if (key === null) return;
  const first = fileOf.get(key);
  if (first === undefined) {
    fileOf.set(key, source.file);
    return;
  }
  report(
    'duplicate-cadence',
    source.locate(['key']),
    sentence('lint.duplicate-cadence', { key, file: first }),
  );
}

/** What a template key looks like; another text has its own problem already. */
const keyForm = /^[a-z0-9-]+\/[a-z0-9-]+$/;

function checkTemplate(
  { mentions, locate }: CadenceSource,
  { template, path }: MailMention,
  templates: KnownTemplates,
  report: Report,
): void {
  if (!keyForm.test(template)) return;
  const position = locate([...path, 'template']);
  const locales = templates.get(template);
  if (locales === undefined) {
    const meant = templateSuggestion(template, [...templates.keys()]);
    report('unknown-template', position, sentence('lint.unknown-template', { template, meant }));
  } else if (!covers(locales, mentions.locale)) {
    report('missing-locale', position, missingLocale(template, mentions.locale));
  }
}

/** Names are compared within their folder: the folder alone makes any two of them look alike. */
function templateSuggestion(template: string, keys: readonly string[]): SentenceValue {
  const [folder = '', name = ''] = template.split('/');
  const folders = [...new Set(keys.map((key) => key.split('/')[0] ?? ''))];
  const near = folders.includes(folder) ? folder : nearest(folder, folders);
  if (near === null) return hint(template, keys);
  const names = keys.flatMap((key) =>
    key.startsWith(`${near}/`) ? [key.slice(near.length + 1)] : [],
  );
  const meant = names.includes(name) ? name : nearest(name, names);
  if (meant !== null) return sentence('hint.meant', { meant: `${near}/${meant}` });
  const elsewhere = keys.find((key) => key.endsWith(`/${name}`));
  return elsewhere === undefined
    ? sentence('hint.folder-has', { folder: near, names: { list: names } })
    : sentence('hint.meant', { meant: elsewhere });
}

/** The language of a mail is the prospect's, else the cadence's, else the file without a locale. */
function covers(locales: readonly (string | null)[], locale: string | null): boolean {
  if (locales.includes(null) || locales.includes(locale)) return true;
  return locale !== null && locales.includes(locale.split('-')[0] ?? locale);
}

function missingLocale(template: string, locale: string | null): Sentence {
  return locale === null
    ? sentence('lint.no-locale', { template })
    : sentence('lint.missing-locale', { template, locale });
}
