import { z } from 'zod';
import { listMailboxes, pauseByPerson, resumeByPerson } from '../../app/sending/mailbox-status.ts';
import { callerName } from '../auth.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const keyParams = z.object({ key: z.string().max(64) });
const pauseBody = z.object({ reason: z.string().trim().min(1).max(500).optional() }).nullish();

export function mailboxRoutes(scope: Scope, { app }: HttpContext): void {
  scope.get(
    '/v1/mailboxes',
    {
      config: { access: ['ops'] },
      schema: { summary: 'Mailboxes of the workspace, and why one is paused' },
    },
    async () => ({ items: await listMailboxes(app) }),
  );

  scope.post(
    '/v1/mailboxes/:key/pause',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Send nothing from a mailbox until somebody resumes it',
        description:
          'Mails that are being handed over are waited for; `inFlight` says when one still may leave.',
        params: keyParams,
        body: pauseBody,
      },
    },
    async (request) => {
      const reason = request.body?.reason ?? `paused by ${callerName(request)}`;
      return pauseByPerson(app, request.params.key, reason);
    },
  );

  scope.post(
    '/v1/mailboxes/:key/resume',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Let a paused mailbox send again, whatever has paused it',
        params: keyParams,
        body: z.object({}).nullish(),
      },
    },
    async (request) => resumeByPerson(app, request.params.key),
  );
}
