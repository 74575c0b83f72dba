import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { reportVariants } from '../../app/enrolments/judge-variants.ts';
import { reportTriage } from '../../app/events/report-triage.ts';
import { reportActivity } from '../../app/reports/activity.ts';
import { mostDays, reportCapacity } from '../../app/reports/capacity.ts';
import {
  activityTable,
  capacityTable,
  csvHeaders,
  deliverabilityTable,
  funnelTable,
  objectionTable,
  persistenceTable,
  type ReportTable,
  reportCsv,
  triageTable,
  variantTable,
} from '../../app/reports/csv-tables.ts';
import { reportDeliverability } from '../../app/reports/deliverability.ts';
import { reportFunnel } from '../../app/reports/funnel.ts';
import { reportObjections } from '../../app/reports/objections.ts';
import { reportPersistence } from '../../app/reports/persistence.ts';
import { viewerOf } from '../auth.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const asked = z.object({ format: z.enum(['json', 'csv']).default('json') });

/** A report as it was asked for: as JSON, or its table as a CSV file with the name of the report. */
function answer<Figures>(
  reply: FastifyReply,
  { format }: z.output<typeof asked>,
  name: string,
  figures: Figures,
  tableOf: (figures: Figures) => ReportTable,
): unknown {
  if (format === 'json') return Array.isArray(figures) ? { items: figures } : figures;
  reply.headers(csvHeaders(name));
  return reportCsv(tableOf(figures));
}

export function reportRoutes(scope: Scope, { app }: HttpContext): void {
  const querystring = asked.extend({ cadence: z.string().max(64).optional() });
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
    async (request, reply) => {
      const { query } = request;
      const figures = await reportVariants(app, query.cadence ?? null, viewerOf(request));
      return answer(reply, query, 'variants', figures, variantTable);
    },
  );
  scope.get(
    '/v1/reports/triage',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'What people said that replies mean, against what we had read',
        querystring: asked,
      },
    },
    async (request, reply) =>
      answer(
        reply,
        request.query,
        'triage',
        await reportTriage(app, viewerOf(request)),
        triageTable,
      ),
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
    async (request, reply) =>
      answer(
        reply,
        request.query,
        'funnel',
        await reportFunnel(app, request.query, viewerOf(request)),
        funnelTable,
      ),
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
    async (request, reply) =>
      answer(
        reply,
        request.query,
        'persistence',
        await reportPersistence(app, request.query, viewerOf(request)),
        persistenceTable,
      ),
  );
  scope.get(
    '/v1/reports/objections',
    {
      config: { access: 'anyone' },
      schema: { summary: 'Objections by category, and what followed', querystring: filtered },
    },
    async (request, reply) =>
      answer(
        reply,
        request.query,
        'objections',
        await reportObjections(app, request.query, viewerOf(request)),
        objectionTable,
      ),
  );
  scope.get(
    '/v1/reports/capacity',
    {
      config: { access: 'anyone' },
      schema: {
        summary:
          'What of the mails planned for the coming days their limits let go, what is left over, and what waits behind tasks',
        querystring: asked.extend({
          days: z.coerce.number().int().min(1).max(mostDays).optional(),
        }),
      },
    },
    async (request, reply) =>
      answer(
        reply,
        request.query,
        'capacity',
        await reportCapacity(app, viewerOf(request), request.query.days),
        capacityTable,
      ),
  );
  const period = filtered.pick({ format: true, from: true, to: true });
  scope.get(
    '/v1/reports/deliverability',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'What became of the mails of each sending domain and mailbox',
        querystring: period,
      },
    },
    async ({ query }, reply) =>
      answer(
        reply,
        query,
        'deliverability',
        await reportDeliverability(app, query),
        deliverabilityTable,
      ),
  );
  scope.get(
    '/v1/reports/activity',
    {
      config: { access: 'anyone' },
      schema: { summary: 'What was done for whose prospects', querystring: period },
    },
    async (request, reply) =>
      answer(
        reply,
        request.query,
        'activity',
        await reportActivity(app, request.query, viewerOf(request)),
        activityTable,
      ),
  );
}
