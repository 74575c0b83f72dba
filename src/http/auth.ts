import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authenticate } from '../app/api-keys.ts';
import { isAmong, type Role } from '../domain/codes.ts';
import { seesNone, type Viewer } from '../domain/viewer.ts';
import { NotAllowed } from '../errors.ts';
import { tooManyRequests } from './errors.ts';
import type { CountFailedLogin } from './failed-logins.ts';
import { endHook } from './hook-end.ts';
import type { HttpContext } from './server.ts';

/** Who may call a route: roles, `anyone` with a key, or `public` without one. */
export type Access = 'public' | 'anyone' | readonly Role[];

type Asked = Exclude<Access, 'public'>;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** Checks key and role before anything else is looked at. A route that names no access is for admins only. */
export function guard(
  server: FastifyInstance,
  context: HttpContext,
  countFailedLogin: CountFailedLogin,
): void {
  const letIn = async (request: FastifyRequest, reply: FastifyReply, access: Asked) => {
    const key = keyOf(request);
    const caller = key === null ? null : await authenticate(context.app, key, context.adminKey);
    if (caller === null) {
      const waitSeconds = await countFailedLogin(request, key !== null);
      if (waitSeconds === null) throw unauthenticated(key !== null);
      reply.header('retry-after', waitSeconds);
      throw tooManyRequests(`Too many failed logins. Try again in ${waitSeconds} seconds.`);
    }
    request.caller = caller;
    const { role, name } = caller;
    if (access === 'anyone' || isAmong(role, access)) return;
    throw new NotAllowed(
      'forbidden',
      `The key "${name}" (${role}) may not do this; it takes ${[...access, 'admin'].join(' or ')}.`,
    );
  };
  // Called back, not async: webhooks pass here by the thousand, and have nothing to wait for.
  server.addHook('onRequest', (request, reply, done) => {
    const access: Access = request.routeOptions.config.access ?? defaultAccess(request);
    if (access === 'public') return done();
    endHook(letIn(request, reply, access), () => done(), done);
  });
}

/** The API's own description and paths that do not exist are nobody's secret. */
function defaultAccess(request: FastifyRequest): Access {
  const url = request.routeOptions.url;
  const open = url === undefined || url === '/openapi.json' || url.startsWith('/docs');
  return open ? 'public' : [];
}

function keyOf(request: FastifyRequest): string | null {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function unauthenticated(gaveKey: boolean): NotAllowed {
  return new NotAllowed(
    'unauthenticated',
    gaveKey
      ? 'This API key is not known, or was revoked.'
      : 'Send your API key: "Authorization: Bearer KEY". Make one with "cadence keys create".',
  );
}

/** Whose work whoever asks sees. */
export function viewerOf(request: FastifyRequest): Viewer {
  return request.caller?.viewer ?? seesNone;
}

/** Who asks, for a route that is not public. */
export function callerName(request: FastifyRequest): string {
  return request.caller?.name ?? 'unknown';
}
