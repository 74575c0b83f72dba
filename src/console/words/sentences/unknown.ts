import type { unknownEnglish } from '../../../domain/sentences/unknown.ts';

/** What there is not, in Norwegian. */
export const unknownNorwegian: Readonly<Record<keyof typeof unknownEnglish, string>> = {
  'unknown.enrolment': 'Påmeldingen {id} finnes ikke',
  'unknown.task': 'Oppgaven {id} finnes ikke',
  'unknown.reply': 'Oppgaven {id} gjelder ikke noe svar',
  'unknown.person-of-task': 'Personen som oppgaven {id} gjelder, finnes ikke',
  'unknown.prospect': 'Kontakten {id} finnes ikke',
  'unknown.mail': 'Ingen e-post er overlevert med id-en {id}',
  'unknown.import': 'Importen {id} finnes ikke',
  'unknown.hold': 'Sperren {id} finnes ikke. «cadence holds list» viser dem som gjelder',
  'unknown.receipt': 'Kvitteringen {id} finnes ikke',
  'unknown.cadence': 'Ingen publisert kadens heter «{key}»',
  'unknown.cadence-there-is': 'Ingen publisert kadens heter «{key}»; disse finnes: {known}',
  'unknown.cadence-publish':
    'Ingen publisert kadens heter «{key}». «cadence publish» publiserer det som står i filene',
  'unknown.cadence-list':
    'Ingen publisert kadens heter «{key}». «cadence publish» publiserer det som står i filene',
  'unknown.cadence-and-file': 'Verken en fil eller en publisert kadens heter «{key}»',
  'unknown.cadence-file': 'Ingen kadensfil har nøkkelen «{key}»',
  'unknown.version': '{key} har ingen versjon {number}',
  'unknown.lost-version': 'En versjon av {key} er borte',
  'unknown.version-hash': 'Kadensversjonen {hash} finnes ikke',
  'unknown.template-hash': 'Malversjonen {hash} finnes ikke',
  'unknown.template': 'Malen {key} finnes ikke',
  'unknown.template-of': 'Kadensen {cadence} har ingen mal som heter {key}',
  'unknown.step': '{cadence} har ikke noe steg som heter «{step}». Disse finnes: {steps}',
  'unknown.variant': 'Steget «{step}» har ingen variant som heter «{variant}». {there}',
  'unknown.variant-none': 'Det har ingen varianter',
  'unknown.variant-there-are': 'Disse finnes: {variants}',
  'unknown.publication': 'Publiseringen {id} finnes ikke',
  'unknown.publication-list': 'Publiseringen {id} finnes ikke. «cadence publications» viser dem',
  'unknown.publication-any': 'Det er ingen publisering å ta tilbake',
  'unknown.mailbox': 'Ingen postkasse i workspace.yaml heter «{key}»; disse finnes: {known}',
  'unknown.source': 'workspace.yaml har ikke lenger noen kilde som heter «{key}»',
  'unknown.day': '{day} er ikke blant de {most} dagene fra og med i dag',
};
