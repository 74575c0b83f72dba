import type { explainEnglish } from '../../../domain/sentences/explain.ts';

/** Why an enrolment stands where it stands, in Norwegian. */
export const explainNorwegian: Readonly<Record<keyof typeof explainEnglish, string>> = {
  'explain.exited': 'Den er avsluttet: {reason}.',
  'explain.completed': 'Alle steg er gjort.',
  'explain.turn': 'Den venter på tur til å starte.',
  'explain.turn-today':
    'Den venter som nummer {place} av {of}: max_new_per_day er {limit}, og den ventes å starte i dag ({zone}).',
  'explain.turn-on':
    'Den venter som nummer {place} av {of}: max_new_per_day er {limit}, og den ventes å starte {date} ({zone}).',
  'explain.paused-until-resumed':
    'Den er satt på pause ({reason}) til noen gjenopptar den{cause}. Ingenting sendes imens.',
  'explain.paused-until':
    'Den er satt på pause ({reason}) til {until}{cause}. Ingenting sendes imens.',
  'explain.of-colleague': ', på grunn av {event} fra {who} (hendelse {eventId}, sperre {holdId})',
  'explain.of-some-colleague':
    ', på grunn av {event} fra en kollega (hendelse {eventId}, sperre {holdId})',
  'explain.of-law': ', på grunn av loven: {lack}',
  'explain.of-no-law': ', men ingenting forbyr e-posten lenger: gjenoppta den',
  'explain.cadence-paused':
    'Kadensen {cadence} er satt på pause siden {since} ({why}) til noen gjenopptar den («cadence cadences resume {cadence}»).',
  'explain.mailbox-paused':
    'Postkassen {mailbox} er satt på pause siden {since} ({why}) til noen gjenopptar den («cadence mailboxes resume {mailbox}»).',
  'explain.mailbox-tried':
    'Postkassen {mailbox} er satt på pause siden {since} ({why}) og prøves igjen {retryAt}.',
  'explain.step-waits': 'Steget «{step}» venter på den; tiden er {due}.',
  'explain.no-time': 'et tidspunkt som ikke er kjent ennå',
  'explain.held-by-law': 'Steget «{step}» blir holdt tilbake når tiden kommer. {lack}.',
  'explain.nothing': 'Ingenting er planlagt.',
  'explain.moved': 'Det ble flyttet dit av {reasons}.',
  'explain.clock': 'Klokken som gjelder, er {zone}: {source}.',
  'explain.room': 'Steget «{step}» venter på plass: {limit}. Det går tidligst {due}.',
  'explain.some-limit': 'en grense er nådd',
  'explain.approval': 'E-posten i steget «{step}» venter til noen godkjenner den.',
  'explain.task': 'Den venter på oppgaven i steget «{step}».',
  'explain.handing-over': 'Steget «{step}» overleveres nå.',
  'explain.unknown': 'Ingen vet om «{step}» ble levert.',
  'explain.deferred': 'E-postserveren utsatte «{step}» ({response}); neste forsøk er {due}.',
  'zone.prospect': 'kontaktens egen',
  'zone.region': 'den i kontaktens region',
  'zone.country': 'den i kontaktens land',
  'zone.sender': 'avsenderens',
  'zone.schedule': 'bestemt av kadensen',
  'zone.default': 'standarden, siden ingenting bedre er kjent',
  'explain.goes-out': 'Steget «{step}» går {due}.',
};
