import { error, warning } from './entry.ts';

/** The form of a YAML file: its text, its keys and its single values. */
export const formCodes = {
  'file-too-large': error(
    'The file is over 1 MiB.',
    'Split it up: a cadence is a page of text, and one file holds one cadence.',
  ),
  'empty-file': error('The file holds no data.', 'Write at least `key`, `title` and `steps`.'),
  'yaml-syntax': error(
    'The text is not YAML 1.2.',
    'Look at the place and the line above it: a missing quote, bracket or colon, or a tab for indentation.',
  ),
  'yaml-warning': warning(
    'The YAML parser doubts that this is what was meant.',
    'Take out the tag (a word that begins with !), or put the value into quotes.',
  ),
  'yaml-version': error(
    'The file asks for another YAML than 1.2.',
    'Take the %YAML line out: in YAML 1.1 the key `on` would mean true.',
  ),
  'yaml-alias': error(
    'An alias (*name) refers to nothing or to itself, or there are more than a hundred.',
    'Define the anchor (&name) above its first use, or write the values out.',
  ),
  'too-large': error(
    'The file holds too many values, or they are nested too deeply.',
    'Split the file up. Aliases that stand for aliases multiply.',
  ),
  'duplicate-key': error('A key is given twice in one mapping.', 'Keep one of the two.'),
  'unknown-key': error(
    'A key that the language does not know.',
    'Take the suggestion, or look at the list of keys: an editor completes them from cadence.schema.json.',
  ),
  'missing-key': error('A key that must be there is not.', 'Add it.'),
  'invalid-type': error(
    'A value of the wrong kind, such as a number where text belongs.',
    'Write the kind that the message names; text that looks like a number goes into quotes.',
  ),
  'invalid-value': error('A word that is not among the allowed ones.', 'Take one of those named.'),
  'not-yet-supported': error(
    'A feature of the language that this release does not read yet.',
    'Do what the message says instead, or wait for the release that has it.',
  ),
  'invalid-slug': error(
    'A key or id with other characters than a-z, 0-9 and -, or over 64 of them.',
    'Write it in lower case with hyphens, as in `new-business`. Titles for people go into `title`.',
  ),
  'invalid-title': error(
    'A title that is empty, over 200 characters or over several lines.',
    'Write one line.',
  ),
  'invalid-locale': error('Not a language tag.', 'Write nb, en or en-GB.'),
  'invalid-duration': error(
    'Not a duration.',
    'Write 2s, 15m, 4 hours, 3 days, 2 weeks, 3 business days, or ISO 8601 such as P3D. Months and years vary: write days.',
  ),
  'invalid-timezone': error(
    'Not prospect, sender or an IANA time zone.',
    'Write a zone as in Europe/Oslo.',
  ),
  'invalid-days': error('Not a list of weekdays.', 'Write [mon, tue, wed, thu, fri], or all.'),
  'invalid-window': error(
    'Not a sending window.',
    'Write ["08:30-11:30"], or always. A window over midnight is written as two.',
  ),
  'invalid-holidays': error(
    'Not prospect, none, an ISO country code or calendar:KEY.',
    'Write prospect for the holidays of the country where the reader is, or a list; `none` stands alone.',
  ),
  'invalid-template': error(
    'Not a template key.',
    'Write stage/name, as in prospecting/intro, without language or ending.',
  ),
} as const;
