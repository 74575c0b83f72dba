import { Readable } from 'node:stream';
import { z } from 'zod';
import { toldRefusal } from '../../app/lists/list-rows.ts';
import { exportSuppressions } from '../../app/people/export-suppressions.ts';
import { importSuppressions } from '../../app/people/import-suppressions.ts';
import { liftSeriesOptOut } from '../../app/people/lift-choice.ts';
import { liftSuppression, suppress, suppressionValue } from '../../app/people/suppress.ts';
import { readSuppressionRows, suppressionReasons } from '../../app/people/suppression-rows.ts';
import type { ImportRefusal } from '../../store/imports.ts';
import { listSuppressions } from '../../store/suppressions.ts';
import { callerName } from '../auth.ts';
import { page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const suppressBody = z.object({
  value: z.string().max(320).optional(),
  email: z.string().max(320).optional(),
  domain: z.string().max(255).optional(),
  reason: z.enum(suppressionReasons).default('manual'),
  note: z.string().max(1_000).optional(),
});

const largestList = 64 * 1024 * 1024;
const refusalsShown = 1_000;

export function suppressionRoutes(scope: Scope, context: HttpContext): void {
  const { app } = context;
  suppressionListRoutes(scope, context);
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
        summary:
          'Lift a suppression; with `cadence` the opt-out of an address from that series alone',
        params: z.object({ value: z.string().max(320) }),
        querystring: z.object({ cadence: z.string().max(100).optional() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const value = suppressionValue(request.params.value);
      const { cadence } = request.query;
      if (cadence !== undefined) await liftSeriesOptOut(app, value, cadence);
      else await liftSuppression(app, value);
      return reply.code(204).send(null);
    },
  );
}

/** Whole lists, as CSV. */
function suppressionListRoutes(scope: Scope, { app }: HttpContext): void {
  scope.addContentTypeParser(
    'text/csv',
    { parseAs: 'string', bodyLimit: largestList },
    (_request, body, done) => done(null, body),
  );

  scope.post(
    '/v1/suppressions/bulk',
    {
      bodyLimit: largestList,
      config: { access: ['ops'] },
      schema: {
        summary: 'Suppress a list of addresses and domains, at once: CSV',
        consumes: ['text/csv'],
        querystring: z.object({ reason: z.enum(suppressionReasons).default('manual') }),
        body: z.string(),
      },
    },
    async (request) => {
      const lines = readSuppressionRows(Readable.from([request.body]), request.query.reason);
      const refusals: ImportRefusal[] = [];
      const onRefusal = (refusal: ImportRefusal) => {
        if (refusals.length < refusalsShown) refusals.push(refusal);
      };
      const result = await importSuppressions(app, { lines, by: callerName(request), onRefusal });
      return { ...result, refusals: refusals.map(toldRefusal) };
    },
  );

  scope.get(
    '/v1/suppressions/export',
    { config: { access: ['ops'] }, schema: { summary: 'All suppressions as CSV' } },
    (_request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="suppressions.csv"')
        .send(Readable.from(exportSuppressions(app.db))),
  );
}
