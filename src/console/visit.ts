import type { FastifyReply, FastifyRequest } from 'fastify';
import { seesNone } from '../domain/viewer.ts';
import { cookieOf } from './cookies.ts';
import type { ConsoleParts, Visit } from './page.ts';
import { languageOf } from './words.ts';

/** One request as the pages see it. */
export function visitOf(parts: ConsoleParts, request: FastifyRequest, reply: FastifyReply): Visit {
  const language = languageOf(cookieOf(request, 'language'), request.headers['accept-language']);
  return {
    ...parts,
    request,
    reply,
    caller: request.caller ?? null,
    viewer: request.caller?.viewer ?? seesNone,
    language,
    isPartial: request.headers['hx-request'] === 'true',
  };
}
