/**
 * The kinds of tasks in the order in which a person works on them: who has written waits for an answer, and everything else
 * can wait for that. Other kinds stand between calls and approvals.
 */
export const taskKindsByUrgency = [
  'triage',
  'reply',
  'unknown-hand-over',
  'objection',
  'call',
  'other',
  'approval',
] as const;
