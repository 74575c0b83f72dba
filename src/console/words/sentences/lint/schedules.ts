import type { scheduleEnglish } from '../../../../domain/sentences/lint/schedules.ts';

/** What is wrong with schedules and calendars, in Norwegian. */
export const scheduleNorwegian: Readonly<Record<keyof typeof scheduleEnglish, string>> = {
  'lint.no-days': 'En tom liste over dager gir ingen tid å sende i: nevn noen, eller skriv all.',
  'lint.no-windows':
    'En tom liste over sendevinduer gir ingen tid å sende i: nevn noen, eller skriv always.',
  'lint.overlap': 'Vinduet {window} overlapper et tidligere: skriv de to som ett.',
  'lint.unused-follow-ups':
    'Ingen e-post fortsetter en tråd, så dette gjelder aldri: gi en e-post `thread: reply`, eller ta det bort.',
  'lint.blackout-backwards': 'Den sperrede perioden slutter {to}, før den begynner.',
  'lint.blackout-long':
    'Den sperrede perioden varer i {days} dager, og {most} er det meste: sett påmeldingene på pause i stedet.',
  'lint.unknown-calendar': 'Det finnes ingen kalender {key} i workspace.yaml{meant}',
  'lint.no-common-window':
    'Sendevinduene er aldri åpne samtidig i {zone} og i {other}, som er avsenderens: utvid dem, eller ta bort `windows_of`.',
};
