import type { Cadence, EventRule, Step } from '../cadence.ts';
import { suggestion } from './nearest.ts';
import { inOrder, type Problem } from './problem.ts';
import { type Path, type Position, problemList, type Report } from './report.ts';

/** A cadence with the file that it came from. */
export interface CadenceSource {
  readonly cadence: Cadence;
  readonly file: string;
  readonly locate: (path: Path) => Position;
}

/** What cadences may refer to. */
export interface KnownReferences {
  /** By key (`stage/name`), the locales that there is a file for; null stands for the file without a locale. */
  readonly templates: ReadonlyMap<string, readonly (string | null)[]>;
  /** Cadences known besides the given ones. */
  readonly cadenceKeys: ReadonlySet<string>;
}

/** Checks what cadences refer to outside their own file, and that no two have the same key. */
export function checkReferences(
  cadences: readonly CadenceSource[],
  known: KnownReferences,
): readonly Problem[] {
  const keys = new Set([...known.cadenceKeys, ...cadences.map(({ cadence }) => cadence.key)]);
  const fileOf = new Map<string, string>();
  const problems = cadences.flatMap((source) => {
    const { problems: found, report } = problemList(source.file);
    const { cadence, locate } = source;
    const first = fileOf.get(cadence.key);
    if (first !== undefined) {
      const message = `The key ${cadence.key} is used already in ${first}: every cadence has its own.`;
      report('duplicate-cadence', locate(['key']), message);
    }
    fileOf.set(cadence.key, first ?? source.file);
    checkTemplates(source, known, report);
    checkCadenceKeys(source, keys, report);
    return found;
  });
  return inOrder(problems);
}

/** Every step of a cadence, those of its tracks too, and where it is written. */
export function stepsOf(cadence: Cadence): readonly { step: Step; path: Path }[] {
  const at = (steps: readonly Step[], path: Path) =>
    steps.map((step, index) => ({ step, path: [...path, index] }));
  const tracks = Object.values(cadence.tracks);
  return [
    ...at(cadence.steps, ['steps']),
    ...tracks.flatMap((track) => at(track.steps, ['tracks', track.key, 'steps'])),
  ];
}

function checkTemplates(source: CadenceSource, known: KnownReferences, report: Report): void {
  const { cadence, locate } = source;
  for (const { step, path } of stepsOf(cadence)) {
    if (step.kind !== 'email') continue;
    const { template } = step.email;
    const position = locate([...path, 'email', 'template']);
    const locales = known.templates.get(template);
    if (locales === undefined) {
      const meant = suggestion(template, known.templates.keys());
      report('unknown-template', position, `There is no template ${template}${meant}`);
    } else if (!covers(locales, cadence.locale)) {
      const message = missingLocale(template, cadence.locale);
      report('missing-locale', position, message, 'warning');
    }
  }
}

/** The language of a mail is the prospect's, else the cadence's, else the file without a locale. */
function covers(locales: readonly (string | null)[], locale: string | null): boolean {
  if (locales.includes(null) || locales.includes(locale)) return true;
  return locale !== null && locales.includes(locale.split('-')[0] ?? locale);
}

function missingLocale(template: string, locale: string | null): string {
  return locale === null
    ? `${template} has files with a locale only, and the cadence names none: prospects without a language get no mail. Add ${template}.mjml or a \`locale\`.`
    : `${template} has no file for ${locale}, the language of the cadence: add ${template}.${locale}.mjml or ${template}.mjml.`;
}

function checkCadenceKeys(source: CadenceSource, keys: ReadonlySet<string>, report: Report): void {
  for (const { rule, path } of rulesOf(source.cadence)) {
    if (rule.enrol === undefined || keys.has(rule.enrol.cadence)) continue;
    const wanted = rule.enrol.cadence;
    const message = `There is no cadence ${wanted}${suggestion(wanted, keys)}`;
    report('unknown-cadence', source.locate([...path, 'enrol', 'cadence']), message);
  }
}

function rulesOf({ on }: Cadence): readonly { rule: EventRule; path: Path }[] {
  const { objection, ...rest } = on;
  const at = (rules: Readonly<Record<string, EventRule>>, path: Path) =>
    Object.entries(rules).map(([key, rule]) => ({ rule, path: [...path, key] }));
  return [...at(rest, ['on']), ...at(objection ?? {}, ['on', 'objection'])];
}
