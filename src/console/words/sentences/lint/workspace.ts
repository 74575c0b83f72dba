import type { workspaceEnglish } from '../../../../domain/sentences/lint/workspace.ts';

/** What is wrong with `workspace.yaml`, in Norwegian. */
export const workspaceNorwegian: Readonly<Record<keyof typeof workspaceEnglish, string>> = {
  'lint.not-acted-on':
    '`{key}` tas vare på, men ingenting bruker den i denne utgaven ennå: ikke regn med den.',
  'lint.duplicate-mailbox': 'Nøkkelen {key} er allerede brukt: hver postkasse har sin egen.',
  'lint.duplicate-source': 'Nøkkelen {key} er allerede brukt: hver kilde har sin egen.',
  'lint.empty-pool': 'Gruppen {pool} har ingen postkasse: ingenting kan sendes fra den.',
  'lint.unknown-mailbox': 'Det finnes ingen postkasse {mailbox}{meant}',
  'lint.unknown-pool': 'Det finnes ingen gruppe {pool}{meant}',
  'lint.no-company-address':
    'Firmaet har ingen `postal_address`: reklame på e-post må si hvor avsenderen holder til.',
  'lint.unaligned-dkim':
    'E-post fra {domain} signeres av {signing}: DMARC regner bare med signaturer fra {own}.',
  'lint.bounces-need-plain':
    'Returer kan ikke gå til return_path når e-postene er fra {address}: skriv fra en adresse med bare vanlige bokstaver (a-z).',
  'lint.answers-need-plain':
    'Svar kan ikke gå til {address}: noen servere tar bare imot adresser med vanlige bokstaver (a-z).',
  'lint.policy-alone':
    '`{key}` gjelder bare sammen med `lawful_basis: required`: legg det til, ellers blir ingen avvist.',
  'lint.foreign-tracking':
    'Lenker som følges, fører til {domain}, men e-postene kommer fra {senders}: spamfiltre sammenligner de to.',
  'lint.foreign-tracking-too':
    'Lenker som følges, fører til {domain}, men e-postene kommer også fra {senders}: spamfiltre sammenligner de to.',
  'lint.source-needs': 'En kilde av typen {scheme} trenger {key}: {why}.',
  'source.topics': 'SNS-emnene som får sende hit, angitt med ARN',
  'source.secret': 'miljøvariabelen med hemmeligheten som kilden legitimerer seg med',
  'source.fields': 'hvor i innholdet det står hvem en hendelse gjelder, som {example}',
  'source.events': 'hva en hendelse er, som {example}',
  'lint.source-reads': 'Typen {scheme} leser ikke {key}: den leser {keys}.',
  'lint.source-names-nobody':
    'Ingenting i `fields` sier hvem en hendelse gjelder: skriv en av {keys}.',
};
