import { z } from 'zod';
import { readAudit } from '../../app/people/audit.ts';
import { auditActions } from '../../domain/audit.ts';
import { instant } from '../bodies.ts';
import { page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const listQuery = pageQuery.extend({
  actor: z.string().max(200).optional(),
  action: z.enum(auditActions).optional(),
  object: z.string().max(320).optional(),
  since: instant.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'must be the nextCursor of the page before')
    .optional(),
});

/** Who did what. */
export function auditRoutes(scope: Scope, { app }: HttpContext): void {
  scope.get(
    '/v1/audit',
    {
      config: { access: [] },
      schema: {
        summary: 'Who did what, the newest first',
        description:
          '`actor` is the id or the name of a key, or of a system user; `object` the id of what it was done to, or a suppressed address.',
        querystring: listQuery,
      },
    },
    async (request) => {
      const { limit } = request.query;
      return page(await readAudit(app, request.query), limit, ({ id }) => id);
    },
  );
}
