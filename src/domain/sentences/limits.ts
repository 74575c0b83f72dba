/** What a mail waits for that finds no room: part of a sentence. */
export const limitEnglish = {
  'limit.mailbox': 'the mailbox {name} has sent',
  'limit.pool': 'the pool {name} has sent',
  'limit.provider': 'the provider {name} has got',
  'limit.domain': 'the domain {name} has got',
  'limit.cadence': 'the cadence {name} has sent',
  'limit.full-day': '{who} {most} in the last 24 hours, the most that is allowed',
  'limit.full-hour': '{who} {most} in the last hour, the most that is allowed',
  'limit.gap': 'there is a gap after each mail that {who}',
} as const;
