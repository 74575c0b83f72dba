import { z } from 'zod';
import { closeTask } from '../../app/enrolments/close-task.ts';
import { snoozeTask } from '../../app/enrolments/snooze-task.ts';
import { type DraftEdit, editDraft, showDraft } from '../../app/sending/mail-draft.ts';
import { listTasks } from '../../store/tasks.ts';
import { callerName, viewerOf } from '../auth.ts';
import { instant } from '../bodies.ts';
import { idParams, page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const listQuery = pageQuery.extend({
  status: z.enum(['open', 'done', 'skipped', 'cancelled']).optional(),
  owner: z.string().max(200).optional(),
  kind: z.string().max(64).optional(),
  enrolmentId: z.uuid().optional(),
  snoozed: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  cursor: z.uuid().optional(),
});

const closingBody = z
  .object({
    outcome: z.string().trim().max(100).optional(),
    note: z.string().max(10_000).optional(),
  })
  .nullish();

const snoozeBody = z.strictObject({ until: instant });

const editBody = z.strictObject({
  subject: z.string().max(500).optional(),
  html: z.string().max(500_000).optional(),
  text: z.string().max(500_000).optional(),
});

const summaries = {
  complete: 'A task is done',
  skip: 'Go on without a task',
  approve: 'Let a mail go that waits for approval',
  reject: 'Leave out a mail that waits for approval',
} as const;

export function taskRoutes(scope: Scope, { app }: HttpContext): void {
  scope.get(
    '/v1/tasks',
    { config: { access: ['rep'] }, schema: { summary: 'List tasks', querystring: listQuery } },
    async (request) => {
      const { cursor, limit, snoozed: are, ...filter } = request.query;
      const { owners } = viewerOf(request);
      const snoozed = are === undefined ? undefined : { are, at: app.clock.now() };
      const seen = { ...filter, owners, snoozed };
      const tasks = await listTasks(app.db, { ...seen, afterId: cursor, limit });
      return page(tasks, limit, (task) => task.id);
    },
  );

  scope.get(
    '/v1/tasks/:id/mail',
    {
      config: { access: ['rep'] },
      schema: { summary: 'The mail that waits for approval, as it is sent', params: idParams },
    },
    (request) => showDraft(app, request.params.id),
  );

  scope.put(
    '/v1/tasks/:id/mail',
    {
      config: { access: ['rep'] },
      schema: { summary: 'Write it anew; it still waits', params: idParams, body: editBody },
    },
    (request) => {
      const edit: DraftEdit = request.body;
      return editDraft(app, request.params.id, edit, callerName(request));
    },
  );

  scope.post(
    '/v1/tasks/:id/snooze',
    {
      config: { access: ['rep'] },
      schema: {
        summary: 'Put a task off: it is open, and out of the list of the day until then',
        params: idParams,
        body: snoozeBody,
      },
    },
    (request) => snoozeTask(app, request.params.id, request.body.until, callerName(request)),
  );

  scope.post(
    '/v1/tasks/:id/wake',
    {
      config: { access: ['rep'] },
      schema: { summary: 'Bring a task back that was put off', params: idParams },
    },
    (request) => snoozeTask(app, request.params.id, null, callerName(request)),
  );

  for (const verb of ['complete', 'skip', 'approve', 'reject'] as const) {
    scope.post(
      `/v1/tasks/:id/${verb}`,
      {
        config: { access: ['rep'] },
        schema: { summary: summaries[verb], params: idParams, body: closingBody },
      },
      (request) => {
        const { outcome, note } = request.body ?? {};
        const closing = { do: verb, outcome: outcome ?? null, note: note ?? null };
        return closeTask(app, request.params.id, closing, callerName(request));
      },
    );
  }
}
