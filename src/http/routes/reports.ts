import { z } from 'zod';
import { readFunnel } from '../../store/report.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

export function reportRoutes(scope: Scope, { app }: HttpContext): void {
  scope.get(
    '/v1/reports/funnel',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'What became of the enrolments in each stage',
        querystring: z.object({ cadence: z.string().max(64).optional() }),
      },
    },
    async (request) => ({ items: await readFunnel(app.db, request.query.cadence ?? null) }),
  );
}
