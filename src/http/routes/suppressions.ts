import { z } from 'zod';
import { liftSuppression, suppress, suppressionValue } from '../../app/suppress.ts';
import { NotFound } from '../../errors.ts';
import { listSuppressions } from '../../store/suppressions.ts';
import { callerName } from '../auth.ts';
import { page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const suppressBody = z.object({
  value: z.string().max(320).optional(),
  email: z.string().max(320).optional(),
  domain: z.string().max(255).optional(),
  reason: z.enum(['opted_out', 'complained', 'bounced', 'manual']).default('manual'),
  note: z.string().max(1_000).optional(),
});

export function suppressionRoutes(scope: Scope, { app }: HttpContext): void {
  scope.get(
    '/v1/suppressions',
    {
      config: { access: ['ops'] },
      schema: { summary: 'Suppressed addresses and domains', querystring: pageQuery },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      return page(await listSuppressions(app.db, cursor ?? null, limit), limit, (one) => one.value);
    },
  );

  scope.post(
    '/v1/suppressions',
    {
      config: { access: ['ops'] },
      schema: { summary: 'Suppress an address or a domain, at once', body: suppressBody },
    },
    async (request, reply) => {
      const { value, email, domain, reason, note } = request.body;
      const source = callerName(request);
      const done = await suppress(app, {
        value: value ?? email ?? domain ?? '',
        reason,
        source,
        note,
      });
      return reply.code(201).send(done);
    },
  );

  scope.delete(
    '/v1/suppressions/:value',
    {
      config: { access: [] },
      schema: {
        summary: 'Lift a suppression',
        params: z.object({ value: z.string().max(320) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const value = suppressionValue(request.params.value);
      if (!(await liftSuppression(app, value))) {
        throw new NotFound('not_suppressed', `"${value}" is not suppressed.`);
      }
      return reply.code(204).send(null);
    },
  );
}
