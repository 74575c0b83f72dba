import { z } from 'zod';
import { releaseCompany } from '../../app/enrolments/release-holds.ts';
import { listHolds } from '../../store/company-holds.ts';
import { callerName, viewerOf } from '../auth.ts';
import { idParams, page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const listQuery = pageQuery.extend({ cursor: z.uuid().optional() });

/** Companies of which somebody has said something that holds their colleagues. */
export function companyHoldRoutes(scope: Scope, { app }: HttpContext): void {
  scope.get(
    '/v1/company-holds',
    {
      config: { access: ['rep', 'ops'] },
      schema: { summary: 'Companies that are held, and by whose word', querystring: listQuery },
    },
    async (request) => {
      const { cursor: before = null, limit } = request.query;
      const { owners } = viewerOf(request);
      const holds = await listHolds(app.db, { before, limit, now: app.clock.now(), owners });
      return page(holds, limit, ({ id }) => id);
    },
  );
  scope.post(
    '/v1/company-holds/:id/release',
    {
      config: { access: ['rep', 'ops'] },
      schema: {
        summary: 'Let all people of a company go on',
        description:
          'Releases this hold, and all others of the same company by the word of somebody who is seen.',
        params: idParams,
        body: z.object({}).nullish(),
      },
    },
    (request) => {
      const { owners } = viewerOf(request);
      return releaseCompany(app, request.params.id, callerName(request), owners);
    },
  );
}
