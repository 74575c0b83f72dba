import { words } from '../words.ts';

/** Why somebody is not enrolled or a list not read, and what to do about it. */
export const refusalWords = words(
  {
    'refused.already_enrolled': 'In a cadence already, or twice in the list',
    'advice.already_enrolled':
      'Nothing to do, unless they should change cadence: their page has that.',
    'refused.not_reenterable': 'Has been through this cadence',
    'advice.not_reenterable': 'It takes nobody twice. Choose another cadence for them.',
    'refused.in_cooldown': 'Too soon after the last cadence',
    'advice.in_cooldown': 'Enrol them again from the day that stands beside them.',
    'refused.suppressed': 'Wants no mail',
    'advice.suppressed':
      'They have opted out or been blocked. Leave them out; only whoever keeps the suppressions may lift it.',
    'refused.erased': 'Was erased on request',
    'advice.erased': 'Nothing may be kept of them. Take them off your list.',
    'refused.blocked_domain': 'Their domain is blocked',
    'advice.blocked_domain': 'The whole company gets no mail. Ask whoever keeps the suppressions.',
    'refused.company_limit': 'Enough people of their company',
    'advice.company_limit': 'Enrol them when one of their colleagues has come to the end.',
    'refused.invalid_address': 'Not an e-mail address',
    'advice.invalid_address':
      'Correct it in the list: often it is only a blank or a comma too many.',
    'refused.missing_basis': 'No lawful basis for mail',
    'advice.missing_basis':
      'Say what mail to them is based on, for all of them in the form or in columns of the list, or check their country.',
    'refused.other_owner': 'Somebody else works on them',
    'advice.other_owner':
      'Leave them to that colleague, or ask whoever keeps the keys to put both of you into one team.',
    'refused.invalid_row': 'The row cannot be read',
    'advice.invalid_row': 'Correct it in the list.',
    'mistake.missing_email_column':
      'Say which column has the addresses: choose “E-mail address” for one of them.',
    'mistake.duplicate_column': 'Two columns are said to be the same: leave one of them out.',
    'mistake.invalid_csv': 'Correct that line, or save the list as CSV in UTF-8 once more.',
    'mistake.list_too_long': 'A list here has 10,000 rows and 2 MB at most.',
  },
  {
    'refused.already_enrolled': 'Alt i en kadens, eller to ganger i listen',
    'advice.already_enrolled':
      'Ingenting å gjøre, med mindre de skal bytte kadens: det gjøres på siden deres.',
    'refused.not_reenterable': 'Har vært gjennom denne kadensen',
    'advice.not_reenterable': 'Den tar ingen to ganger. Velg en annen kadens for dem.',
    'refused.in_cooldown': 'For tett på forrige kadens',
    'advice.in_cooldown': 'Legg dem inn igjen fra den dagen som står ved siden av.',
    'refused.suppressed': 'Vil ikke ha e-post',
    'advice.suppressed':
      'De har reservert seg eller er sperret. La dem være ute; bare den som styrer sperrelisten, kan oppheve det.',
    'refused.erased': 'Slettet på forespørsel',
    'advice.erased': 'Ingenting om dem kan beholdes. Ta dem ut av listen din.',
    'refused.blocked_domain': 'Domenet deres er sperret',
    'advice.blocked_domain': 'Hele firmaet får ingen e-post. Spør den som styrer sperrelisten.',
    'refused.company_limit': 'Nok personer i firmaet',
    'advice.company_limit': 'Legg dem inn når en av kollegene er ferdig.',
    'refused.invalid_address': 'Ikke en e-postadresse',
    'advice.invalid_address':
      'Rett den i listen: ofte er det bare et mellomrom eller komma for mye.',
    'refused.missing_basis': 'Mangler behandlingsgrunnlag for e-post',
    'advice.missing_basis':
      'Si hva e-post til dem bygger på, for alle i skjemaet eller i kolonner i listen, eller kontroller landet.',
    'refused.other_owner': 'En annen følger dem opp',
    'advice.other_owner':
      'Overlat dem til den kollegaen, eller be den som styrer nøklene, sette dere på samme team.',
    'refused.invalid_row': 'Raden kan ikke leses',
    'advice.invalid_row': 'Rett den i listen.',
    'mistake.missing_email_column':
      'Si hvilken kolonne som har adressene: velg «E-postadresse» for en av dem.',
    'mistake.duplicate_column': 'To kolonner er satt til det samme: utelat en av dem.',
    'mistake.invalid_csv': 'Rett den linjen, eller lagre listen som CSV i UTF-8 på nytt.',
    'mistake.list_too_long': 'En liste her har høyst 10 000 rader og 2 MB.',
  },
);
