import type { mergeEnglish } from '../../../../domain/sentences/lint/merges.ts';

/** What is wrong with the Handlebars of a template or a title, in Norwegian. */
export const mergeNorwegian: Readonly<Record<keyof typeof mergeEnglish, string>> = {
  'merge.unescaped': 'Skriv {{…}}, ikke {{{…}}}: det kontakter gir oss, skal ufarliggjøres.',
  'merge.partial':
    'En del skrives {{> _name}}, uten argumenter: den settes inn før noe annet blir lest.',
  'merge.partial-block': 'Deler med en egen blokk blir ikke lest her.',
  'merge.decorator': 'Deler er filer her: skriv {{> _name}}.',
  'merge.field-as-helper':
    '{field} er et felt, ikke en funksjon: skriv {{default {field} "reserve"}} eller {{#if {field}}}.',
  'merge.unknown-helper': 'Det finnes ingen funksjon «{name}», men disse: {known}.',
  'merge.misplaced': '«{name}» skrives {example}.',
  'merge.default': 'default tar et felt og en reserve: {{default FIELD "reserve"}}.',
  'merge.one-argument': '{name} tar ett argument.',
  'merge.arguments': '{name} tar {count} argumenter.',
  'merge.empty-fallback':
    'Reserven er tom, og det holder e-posten tilbake akkurat som ingen reserve: skriv et ord.',
  'merge.no-end': 'Denne {{ har ingen }}.',
  'merge.else-alone': 'Denne {else} står ikke i noen {{#if}}.',
  'merge.end-alone': 'Det er ingen {begin} til denne {end}.',
  'merge.other-end': '{begin} lukkes av {other} her: skriv {end}.',
  'merge.not-closed': 'Denne {begin} lukkes aldri: legg til {end}.',
  'merge.unreadable': 'Handlebars kan ikke lese dette: {why}.',
};
