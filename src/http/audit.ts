import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor, AuditedRoute } from '../domain/audit.ts';
import { asDeed, type Deed } from '../store/deeds.ts';
import { auditedRoutes, unaudited } from './audited-routes.ts';
import { endHook } from './hook-end.ts';
import type { HttpContext } from './server.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Writes the entry of what was done, where no transaction has. */
    finishDeed?: (db: HttpContext['app']['db']) => Promise<void>;
  }
}

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Makes every request that changes something a deed of its caller: see `store/deeds.ts`. Registered behind the
 * idempotency keys, so that an answer that is given again is no second deed, and before the routes.
 */
export function auditChanges(server: FastifyInstance, { app, console }: HttpContext): void {
  const audited: Readonly<Record<string, AuditedRoute>> = { ...auditedRoutes, ...console?.audited };
  const untold: Readonly<Record<string, string>> = { ...unaudited, ...console?.unaudited };
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      // Sources that bring whole mails have routes of their own.
      const route = `${one} ${url.startsWith('/webhooks/') ? '/webhooks/:source' : url}`;
      if (!changing.has(one) || audited[route] !== undefined) continue;
      if (untold[route] !== undefined) continue;
      throw new Error(`${route} changes something: say in src/http/audited-routes.ts how`);
    }
  });
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  server.addHook('preHandler', (request, _reply, done) => {
    const route = audited[`${request.method} ${request.routeOptions.url}`];
    if (route === undefined) return done();
    const deed = deedOf(request, route, () => app.clock.now());
    asDeed(deed, (finish) => {
      request.finishDeed = finish;
      done();
    });
  });
}

/**
 * Writes the entry of a deed that no transaction has, before its answer leaves. Registered before the idempotency keys:
 * an answer that is kept, and given again, is one whose deed is told of.
 */
export function finishDeeds(server: FastifyInstance, { app }: HttpContext): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const { finishDeed } = request;
    if (finishDeed === undefined || reply.statusCode >= 400) return done(null, payload);
    endHook(finishDeed(app.db), () => done(null, payload), done);
  });
}

function deedOf(request: FastifyRequest, route: AuditedRoute, now: () => Date): Deed {
  const { action, kind, id, tells = [], told = 'always' } = route;
  const given = { ...fieldsOf(request.query), ...fieldsOf(request.body) };
  const named = id === undefined ? null : fieldsOf(request.params)[id];
  const data = Object.fromEntries(
    tells.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  const objectId = typeof named === 'string' ? named : null;
  return { actor: actorOf(request), entry: { action, kind, objectId, data }, now, told };
}

function actorOf({ caller, id }: FastifyRequest): Actor {
  const { id: keyId = 'unknown', name = 'unknown', role = 'rep' } = caller ?? {};
  return { id: keyId, name, role, requestId: id };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
