import type { taskEnglish } from '../../../domain/sentences/tasks.ts';

/** Why something is not done with a task, in Norwegian. */
export const taskNorwegian: Readonly<Record<keyof typeof taskEnglish, string>> = {
  'task.closed': 'den er lukket allerede',
  'task.not-an-approval': 'den er ingen godkjenning: fullfør den eller hopp over den',
  'task.approval-needed': 'den er en godkjenning: godkjenn eller utelat e-posten',
  'task.meaning-needed': 'si hva svaret betyr, ett av: {meanings}',
  'task.outcome-needed': 'si om e-posten ble sendt: «Den ble sendt» eller «Den ble ikke sendt»',
  'snooze.unreadable': '«{text}» er ikke dato og klokkeslett som 2026-12-01T09:00',
  'snooze.skipped': '{text} finnes ikke i {zone}: klokken stilles frem over det',
  'snooze.past': '{until} ligger ikke frem i tid',
  'snooze.far': '{until} er mer enn et år frem; hopp over den, eller fullfør den med et notat',
  'snooze.late':
    'tiden er ute {skip}, før {until}: velg et tidspunkt før det, eller hopp over den nå',
  'snooze.approval-late':
    'det må bestemmes om e-posten innen {skip}, og det blir stående: velg et tidspunkt før det, eller bestem nå',
};
