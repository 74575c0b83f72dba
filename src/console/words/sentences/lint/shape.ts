import type { shapeEnglish } from '../../../../domain/sentences/lint/shape.ts';

/** What is wrong with the form of a YAML file, in Norwegian. */
export const shapeNorwegian: Readonly<Record<keyof typeof shapeEnglish, string>> = {
  'lint.unknown-key': 'Nøkkelen {key} er ukjent{meant}',
  'lint.unknown-key-in': 'Nøkkelen {key} er ukjent i {where}{meant}',
  'lint.missing-key': '{key} mangler i {where}.',
  'lint.secret-in-file':
    '{key} ville lagt en hemmelighet i en fil som deles med andre: legg den i en miljøvariabel, og skriv navnet på variabelen her, som i `secret_env: CRM_WEBHOOK_SECRET` eller `smtp_env: SMTP_URL`. Bytt hemmeligheten hvis filen er lagret.',
  'lint.fixed-rule':
    'Det finnes ingen regel for {key}: en retur, en klage og en avmelding avslutter alltid påmeldingen og sperrer adressen.',
  'lint.not-yet-caps':
    'En grense med det navnet (`{key}`) kan ikke brukes i denne utgaven ennå; skriv `cap: { per_day: 100 }`, eller `caps` på en postkasse i workspace.yaml.',
  'lint.of-value': '{name}: {what}',
  'lint.wrong-kind': '{name} skal være {kind}{but}',
  'lint.the-file': 'filen',
  'kind.text': 'tekst',
  'kind.list': 'en liste',
  'kind.mapping': 'nøkler med verdier',
  'kind.boolean': 'true eller false',
  'kind.number': 'et tall',
  'kind.whole-number': 'et helt tall',
  'but.is': ', men er {what}.',
  'but.is-perhaps-text': ', men er {what}: sett verdien i anførselstegn hvis den er tekst.',
  'but.no-value': ', men har ingen verdi: fyll den inn, eller ta bort nøkkelen.',
  'lint.number-small': 'Tallet er for lite: det må være minst {least}.',
  'lint.number-big': 'Tallet er for stort: det kan være høyst {most}.',
  'lint.list-short': 'Listen er for kort: antallet må være minst {least}.',
  'lint.list-long': 'Listen er for lang: antallet kan være høyst {most}.',
  'lint.text-short': 'Teksten er for kort: den må ha minst {least} tegn.',
  'lint.text-long': 'Teksten er for lang: den kan ha høyst {most} tegn.',
  'lint.not-a-url': 'Dette er ikke en nettadresse.',
  'lint.not-the-value': 'Her kan det bare stå {value}.',
  'lint.not-an-option': 'Her kan det bare stå en av {options}.',
  'lint.no-way': 'Dette kan ikke stå her.',
};
