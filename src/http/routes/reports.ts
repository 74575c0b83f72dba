import { z } from 'zod';
import { reportVariants } from '../../app/enrolments/judge-variants.ts';
import { reportTriage } from '../../app/events/report-triage.ts';
import { reportActivity } from '../../app/reports/activity.ts';
import { mostDays, reportCapacity } from '../../app/reports/capacity.ts';
import { reportDeliverability } from '../../app/reports/deliverability.ts';
import { reportFunnel } from '../../app/reports/funnel.ts';
import { reportObjections } from '../../app/reports/objections.ts';
import { reportPersistence } from '../../app/reports/persistence.ts';
import { viewerOf } from '../auth.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

export function reportRoutes(scope: Scope, { app }: HttpContext): void {
  const querystring = z.object({ cadence: z.string().max(64).optional() });
  const filtered = querystring.extend({
    version: z.coerce.number().int().min(1).optional(),
    owner: z.string().max(200).optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  });
  scope.get(
    '/v1/reports/variants',
    {
      config: { access: 'anyone' },
      schema: { summary: 'What came of the variants of mails, and which is better', querystring },
    },
    async (request) => ({ items: await reportVariants(app, request.query.cadence ?? null) }),
  );
  scope.get(
    '/v1/reports/triage',
    {
      config: { access: 'anyone' },
      schema: { summary: 'What people said that replies mean, against what we had read' },
    },
    async () => reportTriage(app),
  );
  scope.get(
    '/v1/reports/funnel',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'What became of the enrolments in each stage',
        querystring: filtered,
      },
    },
    async (request) => ({ items: await reportFunnel(app, request.query, viewerOf(request)) }),
  );
  scope.get(
    '/v1/reports/persistence',
    {
      config: { access: 'anyone' },
      schema: {
        summary:
          'After how many touches people answer and deals are won, and what stopping early would have cost',
        querystring: filtered,
      },
    },
    async (request) => reportPersistence(app, request.query, viewerOf(request)),
  );
  scope.get(
    '/v1/reports/objections',
    {
      config: { access: 'anyone' },
      schema: { summary: 'Objections by category, and what followed', querystring: filtered },
    },
    async (request) => ({ items: await reportObjections(app, request.query, viewerOf(request)) }),
  );
  scope.get(
    '/v1/reports/capacity',
    {
      config: { access: 'anyone' },
      schema: {
        summary:
          'What of the mails planned for the coming days their limits let go, and what is left over',
        querystring: z.object({ days: z.coerce.number().int().min(1).max(mostDays).optional() }),
      },
    },
    async (request) => reportCapacity(app, request.query.days),
  );
  const period = filtered.pick({ from: true, to: true });
  scope.get(
    '/v1/reports/deliverability',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'What became of the mails of each sending domain and mailbox',
        querystring: period,
      },
    },
    async (request) => reportDeliverability(app, request.query),
  );
  scope.get(
    '/v1/reports/activity',
    {
      config: { access: 'anyone' },
      schema: { summary: 'What was done for whose prospects', querystring: period },
    },
    async (request) => ({ items: await reportActivity(app, request.query, viewerOf(request)) }),
  );
}
