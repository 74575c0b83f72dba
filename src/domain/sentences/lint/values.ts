/** Why a single value cannot be read. */
export const valueEnglish = {
  'lint.not-allowed-here': '{text} is not allowed here{meant}',
  'lint.slug':
    '{text} cannot be a key: use a-z, 0-9 and -, begin with a letter or digit, 64 characters at most.',
  'lint.template-key':
    '{text} is not a template key: write stage/name, as in prospecting/intro, without locale or ending.',
  'lint.locale': '{text} is not a language tag: write nb, en or en-GB.',
  'lint.env-name':
    'Write the name of an environment variable here (A-Z, 0-9 and _), never the secret itself.',
  'lint.title': 'A title is one line of 1 to {most} characters.',
  'lint.duration':
    '"{text}" is not a duration: write 2s, 15m, 4 hours, 3 days, 2 weeks, 3 business days, or ISO 8601 such as P3D.',
  'lint.duration-long': '"{text}" is longer than ten years.',
  'lint.business-days':
    '{text} counts business days, which differ from person to person: write days, as in 14 days.',
  'lint.no-time': '{text} is no time at all.',
  'lint.jitter':
    '{text} cannot be a jitter: write seconds, minutes or hours, as in 10m, 24 hours at most.',
  'lint.gap': '{text} is not a gap: write the shortest and the longest, as in 2m-6m.',
  'lint.percentage': '{text} is not a percentage: write it as in 3% or 0.1%, above 0.',
  'lint.not-months': '{text} is no number of months. {what}',
  'lint.under-a-day': '{text} is less than a day: write 30d, 90 days or 2y.',
  'lint.window': '"{text}" is not a sending window: write it as in 08:30-11:30.',
  'lint.window-backwards':
    '"{text}" ends before it begins: a window over midnight is written as two, as in 22:00-24:00 and 00:00-02:00.',
  'lint.zone': '{text} is not an IANA time zone, such as Europe/Oslo',
  'lint.zone-meant': '{text} is not an IANA time zone, did you mean {meant}?',
  'lint.holidays':
    '{text} is not allowed here: write prospect, none, an ISO country code such as NO, or calendar:KEY.',
  'lint.holidays-in-list':
    '{text} is not allowed in a list: write prospect, ISO country codes such as NO, or calendar:KEY; none stands alone.',
  'lint.date': '"{text}" is not a date: write it as in 2026-12-24.',
  'lint.day': '"{text}" is not a day: write a date as in 2026-12-24, or 12-24 for every year.',
  'lint.day-end': '"{text}" is not a time at which a half day ends: write it as in 12:00.',
  'lint.country': '{text} is not an ISO country code such as NO.',
  'lint.country-capitals':
    '{text} is not an ISO 3166 code of a country: write two capitals, as in NO.',
  'lint.email': '{text} is not an e-mail address.',
  'lint.field-path':
    '{text} is not a path: write keys with dots between, as in contact.email or data.deals[0].stage.',
} as const;
