import type { wantEnglish } from '../../../../domain/sentences/lint/wants.ts';

/** What is to be written where a value is none of those that may stand there, in Norwegian. */
export const wantNorwegian: Readonly<Record<keyof typeof wantEnglish, string>> = {
  'want.backwards': 'Skriv true, eller ta det bort: da går den aldri tilbake.',
  'want.advance': 'Skriv STAGE eller { to: STAGE, backwards: true }.',
  'want.holidays':
    'Skriv prospect, none, en landkode eller calendar:KEY, eller en liste med slike.',
  'want.days': 'Skriv en liste med dager, som [mon, tue, wed], eller all.',
  'want.windows': 'Skriv en liste med sendevinduer, som ["08:30-11:30"], eller always.',
  'want.hold': 'Skriv until-released, eller en tid som 14 days.',
  'want.code': 'Skriv en kode, som 5.1.1.',
  'want.next': 'Skriv id-en til et steg, none eller { step: ID, at: TIME }.',
  'want.track': 'Skriv et spor, eller null.',
  'want.expectations':
    'Skriv nøkler med verdier, som { status: paused }, eller en liste med slike.',
  'want.limit': 'Skriv 1 eller mer, eller ta det bort: da er det ingen grense.',
  'want.validity': 'Skriv true, false eller hvor lenge det holder, som 24 months.',
  'want.then': 'Skriv resume, exit eller { advance: STAGE }.',
  'want.soft-limit': 'Skriv et tall fra 1 til 100, eller none.',
  'want.mappings': 'Skriv en liste der hvert punkt er nøkler med verdier.',
  'want.pause':
    'Skriv true, until-date eller until-return; ta bort pause hvis utsendingen skal fortsette.',
  'want.header': 'Dette er ikke navnet på et meldingshode.',
  'want.topic': 'Dette er ikke ARN-en til et SNS-emne.',
  'want.server': 'Dette er ikke navnet på en server.',
  'want.subject': 'Hver e-post trenger et emne.',
};
