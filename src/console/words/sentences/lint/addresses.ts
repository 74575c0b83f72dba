import type { addressEnglish } from '../../../../domain/sentences/lint/addresses.ts';

/** Why an address, of a person, a server or a file, cannot be taken, in Norwegian. */
export const addressNorwegian: Readonly<Record<keyof typeof addressEnglish, string>> = {
  'lint.address-control': 'Her er det et linjeskift eller et annet kontrolltegn.',
  'lint.address-long': 'Dette er for langt.',
  'lint.address-open': 'Her er det en < uten en > til slutt.',
  'lint.address-name':
    'Her skal det stå én adresse; sett et navn med , ; @ eller < i anførselstegn.',
  'lint.address-form':
    'Her skal det stå én e-postadresse: skriv kari@fjord.example eller Kari Nordmann <kari@fjord.example>.',
  'lint.plain-address':
    'Her skal det stå én e-postadresse med bare vanlige bokstaver (a-z): skriv optout@fjord.example, uten navn.',
  'lint.return-path':
    'Delen foran @ kan ha høyst {most} tegn og ingen +: 49 til settes bak den, og de sier hvilken e-post det er.',
  'lint.recipient':
    'Dette er verken en adresse eller et domene: skriv bounces@fjord.example eller @in.fjord.example.',
  'lint.dkim-domain': 'Dette er ikke et domene: skriv fjord.example.',
  'lint.dkim-selector': 'Dette er ikke en DKIM-selektor: skriv s2026.',
  'lint.tracking-domain':
    '{text} er ikke et domene: skriv bare navnet på det, som go.fjord.example.',
  'lint.company-domain':
    '{text} er ikke et domene som ett firma har registrert: skriv det som fjord.no, uten underdomener; domenene til åpne e-posttjenester tilhører ingen.',
  'lint.classifier-url':
    'Skriv en adresse med https:// og uten passord; http:// går bare på denne maskinen.',
  'lint.classifier-timeout': '{text} er ikke fra 1s til 3s.',
  'lint.phrase': 'Et uttrykk har minst ett ord og høyst {most} tegn.',
  'lint.since': 'E-post kommer alle dager: skriv det i dager, som 14 days.',
  'lint.folder-read-again':
    '{folder} er en av mappene som leses: en e-post som flyttes dit, ville bli lest igjen.',
  'lint.file-url': '{text} har ingen filendelse som kan følge med en e-post: {endings}.',
  'lint.url-prefix':
    '{text} må slutte med en skråstrek, som https://files.fjord.example/: det som ligger under, er tillatt.',
  'lint.safe-url': '{text} er ikke en adresse som begynner med https://, uten bruker og passord.',
  'lint.url-not-allowed':
    '{url} ligger ikke under noen adresse i `attachments: { allow: […] }` i workspace.yaml.',
  'lint.path': '{text} {why}.',
  'path.length': 'er ikke en sti på 1 til 200 tegn',
  'path.characters': 'har et tegn som ikke alle systemer godtar i filnavn',
  'path.outside': 'må være en sti i malmappen, uten .. og uten skjulte filer',
  'path.ending': 'har ingen filendelse som kan følge med en e-post: {endings}',
};
