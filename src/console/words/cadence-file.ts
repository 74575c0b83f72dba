import { words } from '../words.ts';

/** Words of the file of a cadence. */
export const cadenceFileWords = words(
  {
    noFile: 'No file has this key any more; this is what was published.',
    readOnly: 'Read only: files are changed in their folder, or in git.',
    asPublished: 'It is the same as version {version}.',
    notAsPublished: 'It is not the same as version {version}.',
    seePlan: 'See what publishing would do',
    clean: 'Lint finds nothing to say, neither of the file nor of the templates of its mails.',
    lint: 'What lint says. Errors: {errors}, warnings: {warnings}',
    'severity.error': 'Error',
    'severity.warning': 'Warning',
    hiddenLine: 'not shown: it may hold a secret',
    cutLines: 'The file has {count} lines; the rest is not shown here.',
  },
  {
    noFile: 'Ingen fil har denne nøkkelen lenger; dette er det som ble publisert.',
    readOnly: 'Bare lesing: filer endres i mappen sin, eller i git.',
    asPublished: 'Den er lik versjon {version}.',
    notAsPublished: 'Den er ikke lik versjon {version}.',
    seePlan: 'Se hva publisering ville gjøre',
    clean: 'Lint finner ingenting å si, verken om filen eller om malene til e-postene.',
    lint: 'Hva lint sier. Feil: {errors}, advarsler: {warnings}',
    'severity.error': 'Feil',
    'severity.warning': 'Advarsel',
    hiddenLine: 'vises ikke: den kan inneholde en hemmelighet',
    cutLines: 'Filen har {count} linjer; resten vises ikke her.',
  },
);
