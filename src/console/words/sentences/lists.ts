import type { listEnglish } from '../../../domain/sentences/lists.ts';

/** What is wrong with a list, or with a row of one, in Norwegian. */
export const listNorwegian: Readonly<Record<keyof typeof listEnglish, string>> = {
  'list.empty': 'Filen er tom',
  'list.no-email-column':
    'Den første linjen skal ha kolonnenavn, og ett av dem må være «epost». Fant: {found}',
  'list.no-value-column':
    'Den første linjen skal ha kolonnenavn, og ett av dem må være «epost», «adresse» eller «domene». Fant: {found}',
  'list.column': 'kolonne {number}',
  'list.same-columns':
    'Kolonnene «{first}» og «{second}» betyr det samme: fjern en av dem, eller gi den et annet navn',
  'list.too-long':
    'Listen {how}. Del den opp, eller importer filen med «cadence enrol», som tar lengre lister',
  'list.too-many-rows': 'har mer enn {most} rader',
  'list.too-large': 'er større enn 2 MB',
  'list.not-utf8': 'Den første linjen er ikke UTF-8: lagre listen som «CSV UTF-8»',
  'list.unreadable': 'Listen kan ikke leses: {why}',
  'list.unreadable-row': 'Raden som begynner på linje {line}, kan ikke leses: {why}',
  'list.unclosed-quote': 'et anførselstegn åpnes og lukkes aldri',
  'list.misplaced-quote':
    'et anførselstegn står inne i en verdi: skriv det dobbelt, og sett verdien i anførselstegn',
  'list.long-row': 'den er lengre enn {bytes} byte, eller et anførselstegn åpnes og lukkes aldri',
  'row.too-many-values': '{values} verdier under {columns} kolonner',
  'row.not-utf8': 'den er ikke UTF-8: lagre listen som «CSV UTF-8»',
  'row.not-json': 'den er ikke JSON',
  'row.not-opted-out': '{who} har ikke reservert seg, sier listen',
  'row.no-address': '(ingen adresse)',
  'suppression.neither': '«{text}» er verken en e-postadresse eller et domene',
  'suppression.not-there': '«{value}» står ikke på sperrelisten',
  'suppression.no-choice': '«{address}» har ikke reservert seg mot {cadence}',
  'suppression.public-suffix':
    '«{domain}» er ikke domenet til ett firma: ingen med en adresse under det ville fått e-post',
};
