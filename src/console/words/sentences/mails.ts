import type { mailEnglish } from '../../../domain/sentences/mails.ts';

/** Why a mail is not written anew, held back, or no longer there, in Norwegian. */
export const mailNorwegian: Readonly<Record<keyof typeof mailEnglish, string>> = {
  'draft.no-approval': 'Oppgaven {id} har ingen e-post som venter på godkjenning',
  'draft.text-needed':
    'Den som skriver om HTML-delen, må også skrive om tekstdelen: den går til dem som leser ren tekst',
  'draft.subject':
    'Emnet må være én linje som ikke er tom, uten kontrolltegn og uten mellomrom først eller sist',
  'draft.opt-out-link':
    'Både HTML-delen og tekstdelen må ha avmeldingslenken til denne personen ({link})',
  'draft.too-large':
    'HTML-delen er på {bytes} byte når den er kodet, og Gmail skjuler det som kommer etter {most}, også avmeldingslenken',
  'draft.changed-meanwhile': 'Noen andre har skrevet om denne e-posten i mellomtiden',
  'draft.nothing-changed': 'Ingenting er skrevet om',
  'mail.clipped':
    'HTML-delen er på {bytes} byte med det som er flettet inn, og Gmail skjuler det som kommer etter {most}, også avmeldingslenken. Kort ned det som flettes inn, eller malen, og flytt påmeldingen til den nye versjonen',
  'mail.unsigned': 'E-post i markedsføring må vise hvem som sender den: {what}',
  'mail.nameless-mailbox':
    'postkassen {key} har ikke noe navn ved adressen: skriv `from: "Navn <{address}>"`',
  'mail.no-postal-address': '`company.postal_address` mangler: skriv den i workspace.yaml',
  'mail.hidden-postal-address':
    'postadressen vises ikke: sett inn {{sender.postalAddress}} i malen, og flytt påmeldingen til den nye versjonen',
  'mail.missing-field':
    '{where} trenger {fields}: oppgi en verdi, eller skriv en reserveverdi i malen, som {{default {first} "…"}}',
  'mail.unlawful':
    '{lack}. Registrer hva e-posten bygger på, så går den videre, eller avslutt påmeldingen',
  'mail.no-mail-step': 'Steget «{step}» er en oppgave ({kind}), ikke en e-post',
  'mail.nothing-planned': 'Neste steg i denne påmeldingen er ikke en e-post',
  'mail.file-has-errors': 'Ingen kadensfil uten feil har nøkkelen «{key}»: se filen',
  'mail.not-kept': 'Denne e-posten er ikke lenger bevart: {why}',
  'mail.erased': 'personen er slettet på eget ønske',
  'mail.step-gone': 'ingen versjon av kadensen som er igjen, har steget «{step}»',
  'mail.template-unknown': 'det er ikke lenger kjent hvilken mal den ble laget av',
  'mail.field-gone': 'et felt som den nevnte, er ikke lenger kjent for personen ({why})',
  'mail.template-gone': 'malen er borte',
};
