import type { templateEnglish } from '../../../../domain/sentences/lint/templates.ts';

/** What is wrong with a template, in Norwegian. */
export const templateNorwegian: Readonly<Record<keyof typeof templateEnglish, string>> = {
  'template.no-front-matter':
    'En mal begynner med hodet sitt: en linje med ---, subject og preheader, en linje med ---.',
  'template.endless-front-matter':
    'Hodet slutter aldri: skriv en linje med --- under subject og preheader.',
  'template.empty-front-matter': 'Hodet er tomt: skriv subject, og gjerne preheader.',
  'template.front-matter': 'hodet',
  'template.quotes-needed': '{what} Sett verdien i anførselstegn: { betyr noe i YAML.',
  'template.in-head': '{part}: {what}',
  'template.unknown-partial': 'Malmappen har ingen del som heter «{name}»{meant}',
  'template.partial-without-language':
    'Delen «{name}» finnes ikke for en e-post uten språk: legg til {path}.',
  'template.partial-without-locale':
    'Delen «{name}» finnes ikke for språket {locale}: legg til {path}.',
  'template.partial-loop': 'Delen «{name}» inneholder seg selv, eller for mange andre.',
  'template.image': 'Bildet {path} i malmappen {why}.',
  'file.no-image-name': 'har ikke noe navn som et bilde kan ha, som logo.png',
  'file.outside': 'fører ut av mappen',
  'file.no-file': 'er ingen fil',
  'file.empty': 'har ikke noe innhold',
  'file.large': 'er på {bytes} byte, og {most} er det meste',
  'file.changed': 'ble endret under lesingen',
  'file.unreadable': 'kan ikke leses ({why})',
  'template.no-alt':
    '<{tag}> har ingen alt-tekst: si hva bildet viser, eller skriv alt="" hvis det bare er pynt.',
  'template.insecure':
    '{attribute} går over http:, og det advarer nettlesere og e-postprogrammer mot: skriv https:.',
  'template.no-opt-out': 'E-posten har ingen lenke til {link}: legg til <a href="{link}">.',
  'template.no-address':
    'E-posten viser ikke {{sender.postalAddress}}, og det må e-post i markedsføring.',
  'template.large':
    'HTML-delen er på {size} kB når den sendes: Gmail kutter e-post ved 102 kB, og avmeldingslenken med den.',
  'template.text-no-opt-out':
    'Tekstdelen har ikke {link}: den som leser e-post som ren tekst, kan ikke melde seg av.',
  'template.text-no-address': 'Tekstdelen viser ikke {{sender.postalAddress}}.',
};
