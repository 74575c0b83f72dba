import { Readable } from 'node:stream';
import { z } from 'zod';
import { type ListCheck, tryList } from '../../app/enrolling/given-list.ts';
import { readCsv, readNdjson } from '../../app/enrolling/import-rows.ts';
import { undoImport } from '../../app/enrolling/undo-import.ts';
import { toldRefusal } from '../../app/lists/list-rows.ts';
import { unknownWork } from '../../app/unknown.ts';

import { readImport, readRefusals } from '../../store/imports.ts';
import { callerName, viewerOf } from '../auth.ts';
import { idParams, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const largestList = 64 * 1024 * 1024;
const refusalsShown = 1_000;

export function importRoutes(scope: Scope, { app, imports }: HttpContext): void {
  scope.addContentTypeParser(
    ['text/csv', 'application/x-ndjson', 'application/ndjson'],
    { parseAs: 'string', bodyLimit: largestList },
    (_request, body, done) => done(null, body),
  );

  scope.post(
    '/v1/enrolments/bulk',
    {
      bodyLimit: largestList,
      config: { access: ['rep', 'ops'] },
      schema: {
        summary: 'Enrol a list: CSV or NDJSON',
        consumes: ['text/csv', 'application/x-ndjson'],
        querystring: z.object({
          cadence: z.string().max(64),
          dryRun: z.enum(['true', 'false']).default('false'),
        }),
        body: z.string(),
      },
    },
    async (request, reply) => {
      const { cadence, dryRun } = request.query;
      const by = callerName(request);
      const viewer = viewerOf(request);
      const isCsv = request.headers['content-type']?.startsWith('text/csv') === true;
      const lines = isCsv ? readCsv(Readable.from([request.body])) : readNdjson(request.body);
      if (dryRun === 'true') return checkJson(await tryList(app, cadence, lines, viewer));
      const importId = request.effectId ?? app.newId();
      // Answered at once; what becomes of it is asked for by its id.
      await imports.start({ cadence, lines, by, viewer }, importId);
      return reply.code(202).send({ importId });
    },
  );

  scope.get(
    '/v1/imports/:id',
    {
      config: { access: ['rep', 'ops'] },
      schema: { summary: 'What became of an import', params: idParams },
    },
    async (request) => {
      const { id } = request.params;
      const viewer = viewerOf(request);
      const found = await readImport(app.db, id, viewer);
      if (found === null) throw unknownWork('import', id);
      const refusals = await readRefusals(app.db, id, refusalsShown, viewer);
      return { ...found, refusals: refusals.map(toldRefusal) };
    },
  );

  scope.delete(
    '/v1/imports/:id',
    {
      config: { access: ['rep', 'ops'] },
      schema: { summary: 'Take back what has not been sent', params: idParams },
    },
    (request) => undoImport(app, request.params.id, callerName(request), viewerOf(request)),
  );
}

/** What would become of a list; who stands in it is told by line and address. */
function checkJson({ accepted, ...check }: ListCheck) {
  const rows = accepted.map(({ candidate, ...row }) => ({
    ...row,
    email: candidate.prospect.email,
  }));
  return { dryRun: true, ...check, accepted: rows };
}
