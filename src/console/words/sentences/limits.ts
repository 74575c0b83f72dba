import type { limitEnglish } from '../../../domain/sentences/limits.ts';

/** What a mail waits for that finds no room, in Norwegian. */
export const limitNorwegian: Readonly<Record<keyof typeof limitEnglish, string>> = {
  'limit.mailbox': 'postkassen {name} har sendt',
  'limit.pool': 'gruppen {name} har sendt',
  'limit.provider': 'leverandøren {name} har fått',
  'limit.domain': 'domenet {name} har fått',
  'limit.cadence': 'kadensen {name} har sendt',
  'limit.full-day': '{who} {most} det siste døgnet, det meste som er tillatt',
  'limit.full-hour': '{who} {most} den siste timen, det meste som er tillatt',
  'limit.gap': 'det er et opphold etter hver e-post som {who}',
};
