import type { lawEnglish } from '../../../domain/sentences/law.ts';

/** Which rule of the law asks for what, in Norwegian. */
export const lawNorwegian: Readonly<Record<keyof typeof lawEnglish, string>> = {
  'law.lack': '{country}: e-post til en {kind} adresse krever {needs} ({source}){faults}',
  'law.country-without-rule': '{country} (har ingen egen regel)',
  'law.country-unknown': 'Landet er ikke kjent',
  'law.country-unreadable': 'Landet {country} er ikke kjent (skriv ISO-koden)',
  'law.kind-personal': 'personlig',
  'law.kind-role': 'felles',
  'law.consent': 'samtykke',
  'law.customer': 'et bestående kundeforhold',
  'law.customer-months': 'et kundeforhold som ikke er eldre enn {months} måneder',
  'law.interest': 'en registrert berettiget interesse',
  'law.interest-months':
    'en registrert berettiget interesse som ikke er eldre enn {months} måneder',
  'law.either': '{ways} eller {last}',
  'law.fault-ended': '; det registrerte grunnlaget {basis} gikk ut {end}',
  'law.fault-insufficient': '; det registrerte grunnlaget {basis} er ikke nok',
};
