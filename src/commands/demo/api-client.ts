import { z } from 'zod';

/** What the stand-ins and the checks need of an enrolment; the rest of the API's answer is left aside. */
const enrolment = z.object({
  id: z.string(),
  prospectId: z.string(),
  email: z.string(),
  cadence: z.string(),
  status: z.string(),
  stage: z.string(),
  track: z.string().nullable(),
  exitReason: z.string().nullable(),
  pauseReason: z.string().nullable(),
  resumeAt: z.string().nullable(),
  nextTouch: z
    .object({ step: z.string(), dueAt: z.string().nullable(), status: z.string() })
    .nullable(),
});
export type DemoEnrolment = z.output<typeof enrolment>;

const task = z.object({
  id: z.string(),
  enrolmentId: z.string(),
  email: z.string(),
  kind: z.string(),
  dueAt: z.string().nullable(),
});
export type DemoTask = z.output<typeof task>;

const entry = z.object({
  at: z.string(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type DemoEntry = z.output<typeof entry>;

const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** The HTTP API as a rep's programs use it. */
export interface ApiClient {
  enrolments(): Promise<DemoEnrolment[]>;
  timeline(enrolmentId: string): Promise<DemoEntry[]>;
  openTasks(): Promise<DemoTask[]>;
  completeTask(id: string, outcome: string): Promise<void>;
  /** False when it was not paused (any more). */
  resume(enrolmentId: string): Promise<boolean>;
}

/** @param key  an API key with the role admin or rep */
export function apiClient(baseUrl: string, key: string): ApiClient {
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const read = async <T>(path: string, shape: z.ZodType<T>): Promise<T> => {
    const answer = await call('GET', path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return shape.parse(await answer.json());
  };
  const all = async <T extends z.ZodType>(path: string, item: T): Promise<z.output<T>[]> => {
    const found: z.output<T>[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { items, nextCursor } = await read(`${path}limit=500${after}`, page(item));
      found.push(...items);
      cursor = nextCursor;
    } while (cursor !== null);
    return found;
  };
  return {
    enrolments: () => all('/v1/enrolments?', enrolment),
    timeline: (id) => all(`/v1/enrolments/${id}/timeline?`, entry),
    openTasks: () => all('/v1/tasks?status=open&', task),
    completeTask: async (id, outcome) => {
      const answer = await call('POST', `/v1/tasks/${id}/complete`, { outcome });
      if (!answer.ok) throw new Error(`task ${id}: ${answer.status} ${await answer.text()}`);
    },
    resume: async (id) => (await call('POST', `/v1/enrolments/${id}/resume`, {})).ok,
  };
}
