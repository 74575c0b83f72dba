import type { deskEnglish } from '../../../domain/sentences/desk.ts';

/** Why something is not shown or done that somebody asks for at the console, in Norwegian. */
export const deskNorwegian: Readonly<Record<keyof typeof deskEnglish, string>> = {
  'publication.taken-back': 'Publisering {id} er tatt tilbake av publisering {by}',
  'publication.takes-back':
    'Publisering {id} tar tilbake publisering {other}. Publiser filene på nytt i stedet',
  'publication.not-last':
    '{cadence} er publisert på nytt siden, av publisering {later}. Ta den tilbake først',
  'report.version-alone': 'En versjon hører til en kadens: velg kadensen også',
  'report.period': 'Perioden slutter {to}, før den begynner {from}',
  'report.unknown-limit': 'Det er ikke planlagt e-post for {kind} «{key}»',
  'report.of-mailbox': 'postkassen',
  'report.of-provider': 'leverandøren',
  'report.of-domain': 'domenet',
  'report.of-pool': 'gruppen',
  'report.of-cadence': 'kadensen',
  'report.of-all': 'alt samlet',
  'report.no-variants': '{cadence} har ingen e-post «{step}» med varianter',
  'import.undone': 'Importen {id} er tatt tilbake',
  'refusal.of': '{email} {why}',
  'deed.cannot-switch': 'Påmeldingen {id} kan ikke bytte kadens: den er avsluttet',
  'door.log-in': 'Logg inn først',
  'door.many-attempts': 'For mange innloggingsforsøk. Prøv igjen om {seconds} sekunder',
  'door.forbidden': 'Nøkkelen «{name}» ({role}) har ikke lov til dette',
  'door.foreign-form': 'Dette skjemaet ble ikke laget av denne siden. Last inn siden på nytt',
  'door.real-prospect':
    'Bare en med rollen rep kan se en e-post med øynene til en virkelig kontakt',
  'source.not-signed': 'Vi kan ikke signere for noen kilde som heter «{key}»',
};
