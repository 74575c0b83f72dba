import type { stepEnglish } from '../../../../domain/sentences/lint/steps.ts';

/** What is wrong with steps and their mails, in Norwegian. */
export const stepNorwegian: Readonly<Record<keyof typeof stepEnglish, string>> = {
  'lint.duplicate-step':
    'Id-en {id} er allerede brukt på linje {line}: hvert steg skal ha sin egen id i hele filen, også i sporene.',
  'lint.two-actions':
    'Et steg er en e-post eller en oppgave, ikke begge deler: gjør det til to steg.',
  'lint.no-action':
    'Et steg trenger `email: { template: stage/name }` eller `task: { kind: call }`.',
  'lint.no-steps': 'Her må det være minst ett steg.',
  'lint.reply-without-thread':
    'Den første e-posten har ingen tråd å fortsette, og begynner en ny: ta bort `thread`.',
  'lint.few-touches':
    'Bare {touches}: 80 % av salgene krever fem oppfølginger eller mer, men 44 % av selgerne gir opp etter ett nei, 22 % etter to, 14 % etter tre og 12 % etter fire.',
  'touches.one': '1 berøring',
  'touches.several': '{count} berøringer',
  'lint.template-and-variants':
    'template og variants utelukker hverandre: en e-post har én mal eller flere varianter.',
  'lint.single-variant':
    'Varianter sammenlignes med hverandre: skriv to eller flere, eller én `template`.',
  'lint.duplicate-variant': 'Varianten {id} finnes allerede på linje {line}.',
  'lint.no-weight': 'Alle vektene er 0, så ingen får denne e-posten: gi minst én en andel.',
  'lint.weight-sum': 'Vektene er {sum} til sammen, ikke 100: de regnes som andeler av {sum}.',
  'lint.winner-alone':
    'Uten `variants` er det ingen vinner: legg til noen, eller ta bort nøkkelen.',
  'lint.file-and-url': 'file og url utelukker hverandre: gjør dem til to vedlegg.',
  'lint.no-file': 'file mangler i {where}, eller url.',
  'lint.missing-attachment': 'Filen {file} i malmappen {why}.',
  'file.not-there': 'finnes ikke',
  'lint.attachments-too-large': 'Vedleggene i {step} er på {mib} MiB til sammen: 5 er det meste.',
  'lint.closer-at-once':
    'Denne berøringen følger rett etter den forrige, men `min_gap` holder {gap} mellom to: den går senere enn det som står her.',
  'lint.closer':
    'Denne berøringen følger {after} etter den forrige, men `min_gap` holder {gap} mellom to: den går senere enn det som står her.',
  'lint.skipped-before-due':
    'Oppgaven hoppes over etter {skip}, før fristen ({due}): gjør `skip_after` lengst.',
};
