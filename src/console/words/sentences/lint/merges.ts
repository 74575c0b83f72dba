import type { mergeEnglish } from '../../../../domain/sentences/lint/merges.ts';

/** What is wrong with the Handlebars of a template or a title, in Norwegian. */
export const mergeNorwegian: Readonly<Record<keyof typeof mergeEnglish, string>> = {
  'merge.unescaped': 'Skriv {{…}}, ikke {{{…}}}: det kontakter skriver, skal ikke tolkes som HTML.',
  'merge.partial':
    'En del skrives {{> _name}}, uten argumenter: den settes inn før noe annet blir lest.',
  'merge.partial-block': 'Deler med en egen blokk blir ikke lest her.',
  'merge.decorator': 'Deler er filer her: skriv {{> _name}}.',
  'merge.field-as-helper':
    '{field} er et felt, ikke en funksjon: skriv {{default {field} "reserveverdi"}} eller {{#if {field}}}.',
  'merge.unknown-helper': 'Det finnes ingen funksjon «{name}», men disse: {known}.',
  'merge.misplaced': '«{name}» skrives {example}.',
  'merge.default': 'default tar et felt og en reserveverdi: {{default FIELD "reserveverdi"}}.',
  'merge.one-argument': '{name} tar ett argument.',
  'merge.arguments': '{name} tar {count} argumenter.',
  'merge.empty-fallback':
    'Reserveverdien er tom, og da holdes e-posten tilbake som om den ikke var der: skriv et ord.',
  'merge.no-end': 'Denne {{ blir aldri lukket med }}.',
  'merge.else-alone': 'Denne {else} står ikke inne i en {{#if}}.',
  'merge.end-alone': '{end} lukker ingenting: det er ingen {begin} før den.',
  'merge.other-end': '{begin} lukkes av {other} her: skriv {end}.',
  'merge.not-closed': 'Denne {begin} lukkes aldri: legg til {end}.',
  'merge.unreadable': 'Handlebars kan ikke lese dette: {why}.',
};
