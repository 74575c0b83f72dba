/** Why something is not shown or done that somebody asks for at the console: without a full stop. */
export const deskEnglish = {
  'publication.taken-back': 'Publication {id} was taken back by publication {by}',
  'publication.takes-back':
    'Publication {id} takes back publication {other}. Publish the files again instead',
  'publication.not-last':
    '{cadence} was published again since, by publication {later}. Take that one back first',
  'report.version-alone': 'A version is one of a cadence: name the cadence, too',
  'report.period': 'The period ends on {to}, before it begins on {from}',
  'report.unknown-limit': 'There is no {kind} "{key}" of which mails are planned',
  'report.of-mailbox': 'mailbox',
  'report.of-provider': 'provider',
  'report.of-domain': 'domain',
  'report.of-pool': 'pool',
  'report.of-cadence': 'cadence',
  'report.of-all': 'all',
  'report.no-variants': '{cadence} has no mail "{step}" with variants',
  'import.undone': 'Import {id} was taken back',
  'refusal.of': '{email} {why}',
  'deed.cannot-switch': 'Cannot switch enrolment {id}: it has ended',
  'door.log-in': 'Log in first',
  'door.many-attempts': 'Too many attempts to log in. Try again in {seconds} seconds',
  'door.forbidden': 'The key "{name}" ({role}) may not do this',
  'door.foreign-form': 'This form was not made by this page. Load the page again',
  'door.real-prospect': 'Only a rep may see a mail with the eyes of a real prospect',
  'source.not-signed': 'There is no source "{key}" that we can sign for',
} as const;
