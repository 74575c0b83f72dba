import type { valueEnglish } from '../../../../domain/sentences/lint/values.ts';

/** Why a single value cannot be read, in Norwegian. */
export const valueNorwegian: Readonly<Record<keyof typeof valueEnglish, string>> = {
  'lint.not-allowed-here': '{text} kan ikke stå her{meant}',
  'lint.slug':
    '{text} kan ikke være en nøkkel: bruk a-z, 0-9 og -, begynn med en bokstav eller et siffer, og bruk høyst 64 tegn.',
  'lint.template-key':
    '{text} er ikke nøkkelen til en mal: skriv fase/navn, som prospecting/intro, uten språk og filendelse.',
  'lint.locale': '{text} er ikke en språkkode: skriv nb, en eller en-GB.',
  'lint.env-name':
    'Skriv navnet på en miljøvariabel her (A-Z, 0-9 og _), aldri selve hemmeligheten.',
  'lint.title': 'En tittel er én linje på 1 til {most} tegn.',
  'lint.duration':
    '"{text}" er ikke en varighet: skriv 2s, 15m, 4 hours, 3 days, 2 weeks eller 3 business days, eller ISO 8601 som P3D.',
  'lint.duration-long': '"{text}" er lenger enn ti år.',
  'lint.business-days':
    '{text} teller virkedager, og de er ikke de samme for alle: skriv dager, som 14 days.',
  'lint.no-time': '{text} er ingen tid i det hele tatt.',
  'lint.jitter':
    '{text} kan ikke være en spredning: skriv sekunder, minutter eller timer, som 10m, høyst 24 timer.',
  'lint.gap': '{text} er ikke et opphold: skriv det korteste og det lengste, som 2m-6m.',
  'lint.percentage': '{text} er ikke en prosentsats: skriv den som 3% eller 0.1%, over 0.',
  'lint.not-months': '{text} er ikke et antall måneder. {what}',
  'lint.under-a-day': '{text} er mindre enn en dag: skriv 30d, 90 days eller 2y.',
  'lint.window': '"{text}" er ikke et sendevindu: skriv det som 08:30-11:30.',
  'lint.window-backwards':
    '"{text}" slutter før det begynner: et vindu over midnatt skrives som to, som 22:00-24:00 og 00:00-02:00.',
  'lint.zone': '{text} er ikke en IANA-tidssone. Et eksempel er Europe/Oslo.',
  'lint.zone-meant': '{text} er ikke en IANA-tidssone. Mente du {meant}?',
  'lint.holidays':
    '{text} kan ikke stå her: skriv prospect, none, en ISO-landkode som NO, eller calendar:KEY.',
  'lint.holidays-in-list':
    '{text} kan ikke stå i en liste: skriv prospect, ISO-landkoder som NO, eller calendar:KEY; none står alene.',
  'lint.date': '"{text}" er ikke en dato: skriv den som 2026-12-24.',
  'lint.day': '"{text}" er ikke en dag: skriv en dato som 2026-12-24, eller 12-24 for hvert år.',
  'lint.day-end':
    '"{text}" er ikke et klokkeslett som en halv dag kan slutte på: skriv det som 12:00.',
  'lint.country': '{text} er ikke en ISO-landkode som NO.',
  'lint.country-capitals':
    '{text} er ikke en landkode etter ISO 3166: skriv to store bokstaver, som NO.',
  'lint.email': '{text} er ikke en e-postadresse.',
  'lint.field-path':
    '{text} er ikke en sti: skriv nøkler med punktum mellom, som contact.email eller data.deals[0].stage.',
};
