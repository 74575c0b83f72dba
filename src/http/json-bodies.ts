import type { FastifyInstance } from 'fastify';
import { storable } from '../domain/storable.ts';

/**
 * Reads JSON bodies. An empty one counts as none, since many clients name JSON as the type of every request; what the
 * database cannot keep in a text is taken out.
 */
export function readJsonBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') return done(null, undefined);
      return parse(request, body, (error, value) => {
        if (error !== null) return done(error, undefined);
        try {
          done(null, storable(value));
        } catch (tooDeep) {
          done(tooDeep instanceof Error ? tooDeep : new Error(String(tooDeep)), undefined);
        }
      });
    },
  );
}
