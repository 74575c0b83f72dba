import type { testEnglish } from '../../../../domain/sentences/lint/tests.ts';

/** What is wrong with the tests in a cadence file, in Norwegian. */
export const testNorwegian: Readonly<Record<keyof typeof testEnglish, string>> = {
  'lint.duplicate-test': 'En test på linje {line} har allerede dette navnet.',
  'lint.skipped-time': '{text} finnes ikke i {zone}: klokken stilles forbi det.',
  'lint.unreadable-time': '{text} er ikke et tidspunkt: skriv det som "2026-11-24 09:00".',
  'lint.before-enrolment': '{text} er før påmeldingen.',
  'lint.no-expectation': 'Denne testen forventer ingenting: den kan ikke feile.',
  'lint.empty-expectation': 'Dette forventer ingenting: det kan ikke feile.',
  'lint.unnamed-category': 'Ingen regel nevner kategorien {category}. Mente du {meant}?',
  'lint.no-task-at-all': 'Steget {step} gir ikke noen oppgave.',
  'lint.no-task': 'Steget {step} gir ikke noen oppgave; oppgaver kommer fra {givers}.',
  'lint.deed-on-approval':
    '{step} er en e-post som venter på godkjenning: velg approve eller reject.',
  'lint.deed-on-task': '{step} er en oppgave: velg complete eller skip.',
  'lint.no-such-track': 'Det finnes ikke noe spor {track}{meant}',
  'lint.unknown-task': 'Kadensen har ingen oppgave {task}{meant}',
  'lint.unknown-variant': 'Steget {step} har ingen variant {variant}{meant}',
  'hint.has-none': ': det har ingen varianter.',
};
