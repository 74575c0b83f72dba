import type { fieldEnglish } from '../../../../domain/sentences/lint/fields.ts';

/** What is wrong with templates and merge fields, seen from outside of them, in Norwegian. */
export const fieldNorwegian: Readonly<Record<keyof typeof fieldEnglish, string>> = {
  'lint.unused-template': 'Ingen kadens bruker malen {template}.',
  'lint.unused-partial': 'Ingen mal bruker delen {partial}.',
  'lint.text-without-template': 'En tekstdel hører til en mal med samme navn: {mjml} finnes ikke.',
  'lint.ignored-file':
    'Ingen steg kan nevne denne filen: den må hete fase/navn.mjml eller fase/navn.nb.mjml, med små bokstaver.',
  'lint.foreign-link':
    'Lenken går til {host}, men e-posten kommer fra {senders}: spamfiltre sammenligner de to.',
  'lint.field-of-several': '{field} har flere verdier: nevn en av dem, som {field}.…',
  'lint.unknown-field-of-mail': 'Det finnes ikke noe felt {field}{meant}',
  'hint.own-variables': '. Egne variabler skrives enrolment.variables.{own}',
  'hint.own-columns': '. Egne kolonner skrives prospect.attributes.{own}',
  'lint.bare-title':
    'En kontakt uten {field} får en oppgave der tittelen mangler dette: skriv {{default {field} "…"}}.',
  'lint.sender-without-field':
    'Ikke alle postkasser har {field}, og uten den holdes e-posten tilbake: fyll den inn under `mailboxes`, eller skriv {{default {field} "…"}}.',
  'lint.prospect-without-field':
    'En kontakt uten {field} stopper her: skriv {{default {field} "…"}}, eller {{#if {field}}}…{{/if}} rundt det.',
};
