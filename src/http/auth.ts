import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticate, type Caller } from '../app/api-keys.ts';
import type { Role } from '../domain/codes.ts';
import { NotAllowed } from '../errors.ts';
import type { HttpContext } from './server.ts';

/** Who may call a route: roles, `anyone` with a key, or `public` without one. */
export type Access = 'public' | 'anyone' | readonly Role[];

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    caller?: Caller;
  }
}

/** Checks key and role before anything else is looked at. A route that names no access is for admins only. */
export function guard(server: FastifyInstance, context: HttpContext): void {
  server.addHook('onRequest', async (request) => {
    const access: Access = request.routeOptions.config.access ?? defaultAccess(request);
    if (access === 'public') return;
    request.caller = await callerOf(request, context);
    const { role, name } = request.caller;
    if (role === 'admin' || access === 'anyone' || access.includes(role)) return;
    throw new NotAllowed(
      'forbidden',
      `The key "${name}" (${role}) may not do this; it takes ${access.join(' or ')}.`,
    );
  });
}

/** The API's own description and paths that do not exist are nobody's secret. */
function defaultAccess(request: FastifyRequest): Access {
  const url = request.routeOptions.url;
  const open = url === undefined || url === '/openapi.json' || url.startsWith('/docs');
  return open ? 'public' : [];
}

async function callerOf(request: FastifyRequest, context: HttpContext): Promise<Caller> {
  const [, key] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const caller = key === undefined ? null : await authenticate(context.app, key, context.adminKey);
  if (caller !== null) return caller;
  throw new NotAllowed(
    'unauthenticated',
    key === undefined
      ? 'Send your API key: "Authorization: Bearer KEY". Make one with "cadence keys create".'
      : 'This API key is not known, or was revoked.',
  );
}

/** Who asks, for a route that is not public. */
export function callerName(request: FastifyRequest): string {
  return request.caller?.name ?? 'unknown';
}
