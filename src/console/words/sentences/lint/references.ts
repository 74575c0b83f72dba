import type { referenceEnglish } from '../../../../domain/sentences/lint/references.ts';

/** What only shows when the files are seen together, in Norwegian. */
export const referenceNorwegian: Readonly<Record<keyof typeof referenceEnglish, string>> = {
  'lint.unknown-cadence': 'Det finnes ingen kadens {cadence}{meant}',
  'lint.duplicate-cadence': 'Nøkkelen {key} er allerede brukt i {file}: hver kadens har sin egen.',
  'lint.unknown-template': 'Det finnes ingen mal {template}{meant}',
  'hint.folder-has': '. I {folder}/ finnes {names}',
  'lint.no-locale':
    '{template} finnes bare i filer med språk, og kadensen nevner ikke noe språk: kontakter uten språk får en vilkårlig av dem. Legg til {template}.mjml eller `locale`.',
  'lint.missing-locale':
    '{template} har ingen fil for {locale}, språket til kadensen: legg til {template}.{locale}.mjml eller {template}.mjml.',
  'lint.missing-translation':
    '{template} finnes ikke på språket {locale}, men det gjør de andre e-postene i denne kadensen: legg til {template}.{locale}.mjml.',
  'lint.subject-in-thread':
    'Denne e-posten fortsetter tråden fra {step} og går ut med emnet derfra, {subject}; det egne emnet, {own}, blir aldri sett. Skriv det samme, eller ta bort `thread: reply`.',
  'lint.enrol-loop':
    '{event} fører tilbake til der det begynte ({ring}): den som utløser regelen hver gang, kommer aldri ut.',
  'lint.never-let-in': '{event} melder aldri noen på {cadence}: {why}.',
  'entry.once':
    'den som utløser regelen, er allerede med, og kadensen tar ingen to ganger (`reentry: once`)',
  'entry.active':
    'den som utløser regelen, blir værende, og kadensen tar ingen som allerede er med (`reentry: when-not-active`)',
  'entry.exclusive':
    'den som utløser regelen, blir værende i {from}, og {cadence} tar ingen som er i en annen kadens (`exclusive`)',
  'lint.pool-of-cadence': 'Det finnes ingen gruppe {pool} i workspace.yaml{meant}',
  'lint.stage-of-no-cadence': 'Ingen kadens har fasen {stage}{meant}',
};
