import type { ApiClient } from './api-client.ts';

/** What a rep did in a day's half hour at the desk. */
export interface RepDay {
  readonly calls: number;
  readonly answered: readonly string[];
}

/**
 * The rep's working day: makes two of three calls that are due (the cadence goes on without the others), reads replies and
 * objections, and lets the cadence go on after having answered.
 */
export async function workTasks(api: ApiClient, dayNumber: number): Promise<RepDay> {
  let calls = 0;
  const answered: string[] = [];
  const tasks = await api.openTasks();
  for (const [index, task] of tasks.entries()) {
    if (task.kind === 'call') {
      if ((index + dayNumber) % 3 === 0) continue;
      await api.completeTask(task.id, (index + dayNumber) % 2 === 0 ? 'connected' : 'no-answer');
      calls += 1;
    } else if (task.kind === 'reply' || task.kind === 'objection') {
      await api.completeTask(task.id, 'answered');
      if (await api.resume(task.enrolmentId)) answered.push(task.email);
    }
  }
  return { calls, answered };
}
