import type { mjmlEnglish } from '../../../../domain/sentences/lint/mjml.ts';

/** What is wrong with the MJML of a template, in Norwegian. */
export const mjmlNorwegian: Readonly<Record<keyof typeof mjmlEnglish, string>> = {
  'mjml.no-body': 'Det er ingen <mjml> med en <mj-body> i: det er det en e-post lages av.',
  'mjml.open-quote':
    'Dette anførselstegnet blir aldri lukket: MJML kutter <{tag}> og det som følger.',
  'mjml.open-tag': 'Taggen <{tag} mangler >.',
  'mjml.same-quotes':
    "Flettefeltet i {attribute} har de samme anførselstegnene som attributtet, så MJML kutter det: skriv {attribute}='…' med enkle anførselstegn rundt.",
  'mjml.include': 'Bare <mj-include path="…" /> blir lest, på én linje og uten andre attributter.',
  'mjml.other-end': '</{tag}> lukker ikke <{open}>: skriv </{meant}>.',
  'mjml.end-alone': '</{tag}> lukker ingenting: ta den bort, eller åpne <{tag}> før den.',
  'mjml.not-closed':
    '<{tag}> er ikke lukket før {before}: legg til </{tag}>, ellers kutter MJML det som står i den.',
  'mjml.the-end': 'slutten',
  'mjml.lost-fields':
    'Handlebars mellom MJML-elementer forsvinner: skriv <mj-raw>{first}</mj-raw>.',
  'mjml.lost-text': 'Denne teksten står rett i <{tag}> og forsvinner: sett den i <mj-text>.',
  'mjml.html-outside':
    '<{tag}> står der det skal være MJML-elementer: sett HTML i <mj-text> eller <mj-raw>.',
  'mjml.unknown-element': 'MJML har ikke noe element <{tag}>{meant}',
  'mjml.unknown-attribute': '<{tag}> har ikke noe attributt som heter {attribute}.',
  'mjml.unknown-attribute-near': '<{tag}> har ikke noe attributt som heter {attribute}{meant}',
  'mjml.misplaced': '{tag} kan ikke stå i {parent}, bare i {places}.',
  'mjml.words': 'MJML melder: {words}.',
  'mjml.invalid-value': '{attribute} har en ugyldig verdi: {why}.',
};
