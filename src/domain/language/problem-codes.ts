/**
 * Every code that reading a cadence file or `workspace.yaml` can give, with what it says. Scripts and editors match on
 * them: a code is never renamed, and never used for a second thing.
 */
export const problemCodes = {
  'file-too-large': 'the file is over 1 MiB',
  'empty-file': 'the file holds no data',
  'yaml-syntax': 'the text is not YAML 1.2',
  'yaml-warning': 'the YAML parser doubts that this is what was meant',
  'yaml-version': 'the file asks for another YAML than 1.2',
  'yaml-alias': 'an alias refers to nothing, to itself, or there are too many',
  'too-large': 'the file holds too many values, or they are nested too deeply',
  'duplicate-key': 'a key is given twice in one mapping',
  'unknown-key': 'a key that the language does not know',
  'missing-key': 'a key that must be there is not',
  'invalid-type': 'a value of the wrong kind (a number where text belongs)',
  'invalid-value': 'a word that is not among the allowed ones',
  'not-yet-supported': 'a feature of the language that this release does not read yet',
  'invalid-slug': 'a key or id with other characters than a-z, 0-9 and -, or too long',
  'invalid-title': 'a title that is empty, too long or over several lines',
  'invalid-locale': 'not a language tag such as nb or en-GB',
  'invalid-duration': 'not a duration such as 3 business days',
  'invalid-timezone': 'not prospect, sender or an IANA time zone',
  'invalid-days': 'not a list of weekdays',
  'invalid-window': 'not a window such as 08:30-11:30',
  'invalid-holidays': 'not prospect, none, an ISO country code or calendar:KEY',
  'invalid-date': 'not a date such as 2026-12-24, or 12-24 for every year',
  'invalid-time': 'not a time at which a half day ends, such as 12:00',
  'invalid-blackout': 'a blackout that ends before it begins, or lasts over a year',
  'unknown-calendar': 'a calendar that workspace.yaml does not have',
  'unused-follow-ups': 'a schedule for follow-ups in a cadence without any',
  'no-common-window': 'the windows of sender and prospect are never open at the same time',
  'invalid-template': 'not a template key of the form stage/name',
  'no-sending-time': 'the windows and days leave no time to send in',
  'no-stages': 'the list of stages is empty',
  'duplicate-stage': 'a stage is listed twice',
  'unknown-stage': 'a stage that the cadence does not list',
  'no-steps': 'a cadence or track without steps',
  'duplicate-step': 'a step id is used twice in the file',
  'step-without-action': 'a step with neither email nor task',
  'step-with-two-actions': 'a step with both email and task',
  'reply-without-thread': 'the first mail of a cadence cannot continue a thread',
  'few-touches': 'fewer than five touches',
  'empty-rule': 'a rule that does nothing',
  'fixed-rule': 'a rule for a bounce, a complaint or an opt-out, which nobody can change',
  contradiction: 'two actions of a rule that exclude each other',
  'missing-default': 'a pause until a date without a length for when there is none',
  'unused-default': 'a default without a pause until a date',
  'unknown-exit-reason': 'an exit reason that a rule cannot give',
  'unknown-track': 'a track that the cadence does not have',
  'unused-track': 'a track that no rule leads to',
  'duplicate-cadence': 'two files with the same cadence key',
  'unknown-cadence': 'a cadence that does not exist',
  'unknown-template': 'a template that does not exist',
  'missing-locale': 'a template has no version in the language of the cadence',
  'invalid-env-name': 'not the name of an environment variable',
  'invalid-address': 'not one mail address',
  'secret-in-file': 'a secret is written in the file',
  'duplicate-mailbox': 'two mailboxes with the same key',
  'duplicate-source': 'two sources with the same key',
  'unknown-mailbox': 'a mailbox that the workspace does not have',
} as const satisfies Readonly<Record<string, string>>;

export type ProblemCode = keyof typeof problemCodes;

/** Whether a text is one of the codes above. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemCodes, code);
}
