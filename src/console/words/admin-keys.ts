import { words } from '../words.ts';

/** Words of the address of a key. */
export const keyWords = words(
  {
    keyEmail: 'E-mail, for links to log in (optional)',
    email: 'E-mail',
    change: 'Change…',
    changeNow: 'Change {name}',
    changeWhat:
      'Links to log in go there. Empty: none are sent. Who logged in by the old one is out.',
    changedDone: '“{name}” is changed.',
    'wrong.address': 'This is no e-mail address. Write one such as kari@firm.no.',
  },
  {
    keyEmail: 'E-post, for lenker å logge inn med (valgfritt)',
    email: 'E-post',
    change: 'Endre…',
    changeNow: 'Endre {name}',
    changeWhat:
      'Lenker for å logge inn sendes dit. Tom: ingen sendes. Den som logget inn med den gamle, er ute.',
    changedDone: '«{name}» er endret.',
    'wrong.address': 'Dette er ingen e-postadresse. Skriv en slik som kari@firm.no.',
  },
);
