import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  InvalidInput,
  isKnownError,
  NotAllowed,
  NotFound,
  Refused,
  Unavailable,
} from '../errors.ts';
import { clearCookie, cookieOf } from './cookies.ts';
import { pathWithin } from './forms.ts';
import { TooManyLogins } from './guard.ts';
import { readerOf, type Show } from './layout.ts';
import { type ConsoleParts, type Page, page } from './page.ts';
import { toldRefusal } from './shown/sentence.ts';
import { visitOf } from './visit.ts';
import { words } from './words.ts';

/** Errors are told in the words that all pages share, and stand in no menu. */
const errorPage: Page = { key: 'error', words: words({}, {}), routes: [] };

/** Answers with what went wrong. */
export type AnswerError = (
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply;

/** What went wrong, as a page. Whoever has not logged in is led to where that is done, and back. */
export function errorPages(parts: ConsoleParts, show: Show): AnswerError {
  return (error, request, reply) => {
    const visit = visitOf(parts, request, reply);
    if (error instanceof NotAllowed && error.code === 'unauthenticated') {
      if (cookieOf(request, 'session') !== undefined) clearCookie(reply, 'session');
      const next = request.method === 'GET' ? pathWithin(request.url) : '/console';
      const to = `/console/login?next=${encodeURIComponent(next)}`;
      // htmx would put the page for logging in into a part of the one that is open.
      if (visit.isPartial) return reply.code(401).header('hx-redirect', to).send('');
      return reply.redirect(to, 303);
    }
    const status = statusOf(error);
    if (status >= 500) {
      const { message, stack } = error;
      parts.app.log.error({ err: message, stack, path: request.routeOptions.url }, 'page failed');
    }
    if (error instanceof TooManyLogins) reply.header('retry-after', error.waitSeconds);
    const isTold = isKnownError(error) && !(error instanceof Unavailable);
    const told =
      isTold || error instanceof TooManyLogins ? toldRefusal(error, readerOf(visit)) : null;
    const data = { status, word: `error.${wordOf(status)}`, told, requestId: request.id };
    return show(visit, errorPage, page('error', `error.${wordOf(status)}`, data, status));
  };
}

/** Errors of all routes of a scope, and paths that it does not have, as pages. */
export function answerErrors(scope: FastifyInstance, parts: ConsoleParts, show: Show): void {
  scope.setErrorHandler(errorPages(parts, show));
  scope.setNotFoundHandler((request, reply) => {
    const data = { status: 404, word: 'error.404', told: null, requestId: request.id };
    const visit = visitOf(parts, request, reply);
    return show(visit, errorPage, page('error', 'error.404', data, 404));
  });
}

/** HTTP status of an error, as the API has them. */
function statusOf(error: FastifyError | Error): number {
  if (error instanceof TooManyLogins) return 429;
  if (error instanceof NotAllowed) return 403;
  if (error instanceof NotFound) return 404;
  if (error instanceof Refused) return 409;
  if (error instanceof Unavailable) return 503;
  if (error instanceof InvalidInput) return 400;
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status ?? 500;
}

const wordOf = (status: number) =>
  [400, 403, 404, 409, 413, 429, 503].includes(status) ? status : status < 500 ? 400 : 500;
