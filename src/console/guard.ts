import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../app/api-keys.ts';
import type { App } from '../app/context.ts';
import { formToken, isFormToken, readSession } from '../app/sessions.ts';
import { inEnglish, type Sentence, saying, sentence } from '../domain/sentence.ts';
import { NotAllowed } from '../errors.ts';
import { parseUrl } from '../url.ts';
import { cookieOf, setCookie } from './cookies.ts';
import { fieldOf } from './forms.ts';
import { type Access, type ConsoleParts, mayUse } from './page.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Which browser it is, for the tokens of forms. */
    visitor?: string;
  }
}

/** Whoever must wait before the next login. */
export class TooManyLogins extends Error {
  readonly waitSeconds: number;

  readonly said: Sentence;

  constructor(waitSeconds: number) {
    const said = sentence('door.many-attempts', { seconds: waitSeconds });
    super(`${inEnglish(said)}.`);
    this.waitSeconds = waitSeconds;
    this.said = said;
  }
}

/** The one place where it is decided who may use a route, and whether a form is one of ours. */
export function guardPages(
  scope: FastifyInstance,
  parts: ConsoleParts,
  accessOf: (method: string, url: string) => Access,
): void {
  scope.addHook('onRequest', async (request, reply) => {
    await letIn(parts, accessOf(request.method, request.routeOptions.url ?? ''), request, reply);
  });
  // Behind the reading of the body, and before anything becomes a deed.
  scope.addHook('preValidation', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    refuseForeign(parts.app, request);
  });
}

/**
 * Finds out who it is, and whether they may use what they ask for.
 *
 * @throws NotAllowed `unauthenticated`, `forbidden`; TooManyLogins
 */
export async function letIn(
  parts: ConsoleParts,
  access: Access,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const caller = await callerOf(parts, request);
  if (caller !== null) request.caller = caller;
  request.visitor = visitorOf(parts.app, request, reply);
  if (mayUse(caller, access)) return;
  if (caller === null) {
    const waitSeconds = await parts.countFailedLogin(request, false);
    if (waitSeconds !== null) throw new TooManyLogins(waitSeconds);
    throw new NotAllowed('unauthenticated', ...saying(sentence('door.log-in')));
  }
  const { name, role } = caller;
  throw new NotAllowed('forbidden', ...saying(sentence('door.forbidden', { name, role })));
}

async function callerOf({ app, adminKey }: ConsoleParts, request: FastifyRequest) {
  const token = cookieOf(request, 'session');
  const caller: Caller | null =
    token === undefined ? null : await readSession(app, token, adminKey);
  return caller;
}

function visitorOf(app: App, request: FastifyRequest, reply: FastifyReply): string {
  const known = cookieOf(request, 'visitor');
  if (known !== undefined && /^[\w-]{22}$/.test(known)) return known;
  const made = randomBytes(16).toString('base64url');
  setCookie(reply, 'visitor', made, isSafe(app, request));
  return made;
}

/** True where the world reaches us by https, also if a proxy that is believed says so of this request. */
export function isSafe(
  { publicUrl }: Pick<App, 'publicUrl'>,
  { protocol }: Pick<FastifyRequest, 'protocol'>,
): boolean {
  return publicUrl.startsWith('https:') || protocol === 'https';
}

/** The token that every form of this page gives back. */
export function tokenFor(app: App, request: FastifyRequest): string {
  return formToken(app, request.visitor ?? '', cookieOf(request, 'session') ?? null);
}

/** @throws NotAllowed `forbidden`: a form that another site sends, or none of ours */
function refuseForeign(app: App, request: FastifyRequest): void {
  const { origin = '', host } = request.headers;
  const from = parseUrl(origin)?.host ?? null;
  const isOurs = from !== null && (from === host || from === parseUrl(app.publicUrl)?.host);
  const header = request.headers['x-csrf-token'];
  const given = typeof header === 'string' ? header : fieldOf(request, 'csrf');
  const session = cookieOf(request, 'session') ?? null;
  if (isOurs && isFormToken(app, request.visitor ?? '', session, given)) return;
  throw new NotAllowed('forbidden', ...saying(sentence('door.foreign-form')));
}
