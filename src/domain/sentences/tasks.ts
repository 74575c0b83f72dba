/** Why something is not done with a task: without a full stop. */
export const taskEnglish = {
  'task.closed': 'it is closed already',
  'task.not-an-approval': 'it is no approval: complete or skip it',
  'task.approval-needed': 'it is an approval: approve or reject it',
  'task.meaning-needed': 'say what the reply means, one of: {meanings}',
  'task.outcome-needed': 'say whether the mail was sent: outcome "sent" or "not-sent"',
  'snooze.unreadable': '"{text}" is not a date and time such as 2026-12-01T09:00',
  'snooze.skipped': '{text} does not come in {zone}: the clock goes forward over it',
  'snooze.past': '{until} is not in the future',
  'snooze.far': '{until} is more than a year ahead; skip it, or complete it with a note',
  'snooze.late':
    'its time is over at {skip}, before {until}: take a time before that, or skip it now',
  'snooze.approval-late':
    'its mail is to be decided about by {skip}, and that stays so: take a time before that, or decide now',
} as const;
