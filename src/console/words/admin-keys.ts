import { words } from '../words.ts';

/** Words of the address of a key, and of whose work it sees. */
export const keyWords = words(
  {
    keyEmail: 'E-mail, for links to log in (optional)',
    emailAndSees: 'E-mail, and what it sees',
    email: 'E-mail',
    keyTeam: 'Team',
    keyTeamMade: 'Team of a manager: e-mail addresses, one a line (optional)',
    whatSees:
      'A rep with an address sees what it owns and what nobody owns; a manager also what the team owns. Without, and in other roles, a key sees everything.',
    seesOf: 'sees {who} and what nobody owns',
    seesAll: 'sees everything',
    maySeeAll: 'That is meant',
    change: 'Change…',
    changeNow: 'Change {name}',
    changeWhat:
      'Links to log in go there, and what it owns is seen. Empty: none are sent. Who logged in by the old one is out.',
    changedDone: '“{name}” is changed.',
    'wrong.address': 'This is no e-mail address. Write one such as kari@firm.no.',
    'wrong.team': 'Only a manager has a team: choose that role, or leave the team empty.',
    'wrong.seesAll':
      'So changed, this key would see everybody’s work. Give it an address or a team, or say that this is meant.',
  },
  {
    keyEmail: 'E-post, for lenker å logge inn med (valgfritt)',
    emailAndSees: 'E-post, og hva den ser',
    email: 'E-post',
    keyTeam: 'Team',
    keyTeamMade: 'Teamet til en leder: e-postadresser, én per linje (valgfritt)',
    whatSees:
      'En rep med adresse ser det den eier, og det ingen eier; en manager også det teamet eier. Uten dette, og i andre roller, ser en nøkkel alt.',
    seesOf: 'ser {who} og det ingen eier',
    seesAll: 'ser alt',
    maySeeAll: 'Det er meningen',
    change: 'Endre…',
    changeNow: 'Endre {name}',
    changeWhat:
      'Lenker for å logge inn sendes dit, og det den eier, vises. Tom: ingen sendes. Den som logget inn med den gamle, er ute.',
    changedDone: '«{name}» er endret.',
    'wrong.address': 'Dette er ingen e-postadresse. Skriv en slik som kari@firm.no.',
    'wrong.team': 'Bare en manager har et team: velg den rollen, eller la feltet stå tomt.',
    'wrong.seesAll':
      'Endret slik ville denne nøkkelen se alles arbeid. Gi den en adresse eller et team, eller si at det er meningen.',
  },
);
