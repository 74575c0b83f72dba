import type { eventEnglish } from '../../../domain/sentences/events.ts';

/** Why the body of a webhook cannot be read, and why an event is not replayed, in Norwegian. */
export const eventNorwegian: Readonly<Record<keyof typeof eventEnglish, string>> = {
  'body.not-utf8': 'Innholdet er ikke UTF-8.',
  'body.not-json': 'Innholdet er ikke JSON.',
  'body.not-plain-json': 'Innholdet er ikke JSON, eller har for mange nivåer.',
  'body.not-xml': 'Innholdet er ikke XML som godtas: {why}',
  'body.not-outbound': 'Innholdet er ikke en Outbound Message.',
  'body.not-sns': 'Innholdet er ikke en melding fra Amazon SNS.',
  'body.empty': 'Innholdet er tomt: send hele e-posten, med hodet.',
  'body.event-without': '{field} mangler: hver hendelse fra {provider} har det.',
  'body.without': '{field} mangler: alt som {provider} sender, har det.',
  'body.notification-without': '{field} mangler: hvert varsel fra {provider} har det.',
  'body.form-without':
    'event mangler: et skjema fra Mailgun har det, eller er en e-post med `from`.',
  'body.many-events': 'En liste har 1 til {most} hendelser, ikke {count}.',
  'body.many-notifications': 'En melding har 1 til {most} varsler, ikke {count}.',
  'body.many-records': 'Et varsel har høyst {most} poster.',
  'body.no-object': 'En hendelse må være et objekt.',
  'body.nobody':
    'data: hendelsen sier ikke hvem den gjelder: oppgi prospect.email, prospect.externalIds, enrolmentId eller messageId.',
  'body.in-array': '[{index}].{why}',
  'replay.still-unreadable': 'Den kan fortsatt ikke leses. {why}',
  'replay.cut-off':
    'Av {size} byte er bare de første {kept} tatt vare på: be om at den sendes på nytt, eller oppgi hendelsen',
  'replay.incomplete': 'Oppgi hva slags hendelse det er, og hvem den gjelder',
  'replay.nobody':
    'Vi kjenner ingen slik person. Legg inn personen, og spill så av hendelsen på nytt',
  'replay.nothing-kept':
    'Av en hendelse av ukjent type tas det ikke vare på noe: oppgi en type, og hvem den gjelder',
  'replay.ambiguous': 'Oppgi bare én måte å finne personen på',
  'replay.no-address': '«{email}» er ikke en e-postadresse',
  'objection.unknown': 'Kadensen kjenner ikke innvendingen «{category}», men disse: {known}',
  'objection.unknown-near':
    'Kadensen kjenner ikke innvendingen «{category}», men disse: {known}. Mente du {near}?',
};
