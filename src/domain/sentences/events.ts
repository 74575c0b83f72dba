/** Why the body of a webhook cannot be read: as it is told, with its full stop. And why an event is not replayed: without one. */
export const eventEnglish = {
  'body.not-utf8': 'The body is not UTF-8.',
  'body.not-json': 'The body is not JSON.',
  'body.not-plain-json': 'The body is not JSON, or nested too deeply.',
  'body.not-xml': 'The body is not XML that is taken: {why}',
  'body.not-outbound': 'The body is not an Outbound Message.',
  'body.not-sns': 'The body is not a message of Amazon SNS.',
  'body.empty': 'The body is empty: post the whole mail, with its header.',
  'body.event-without': '{field}: every event of {provider} has one.',
  'body.without': '{field}: every body of {provider} has one.',
  'body.notification-without': '{field}: every notification of {provider} has one.',
  'body.form-without': 'event: a form of Mailgun has one, or is a mail with `from`.',
  'body.many-events': 'An array holds 1 to {most} events, not {count}.',
  'body.many-notifications': 'A message holds 1 to {most} notifications, not {count}.',
  'body.many-records': 'A notification has {most} records at most.',
  'body.no-object': 'An event is an object.',
  'body.nobody':
    'data: the event names nobody: give prospect.email, prospect.externalIds, enrolmentId or messageId.',
  'body.in-array': '[{index}].{why}',
  'replay.still-unreadable': '{why} It still cannot be read',
  'replay.cut-off':
    'Of its {size} bytes only the first {kept} are kept: have it posted again, or give the event',
  'replay.incomplete':
    'Give the type of the event, and whom it is about: prospectId, email or enrolmentId',
  'replay.nobody':
    'Nobody whom we know is like that. POST /v1/prospects creates them; then replay this again',
  'replay.nothing-kept':
    'Of an event of an unknown type nothing is kept: give a type, and whom it is about',
  'replay.ambiguous': 'Give one of prospectId, email and enrolmentId',
  'replay.no-address': '"{email}" is not an e-mail address',
  'objection.unknown': 'The cadence knows no objection "{category}": {known}',
  'objection.unknown-near':
    'The cadence knows no objection "{category}": {known}, did you mean {near}?',
} as const;
