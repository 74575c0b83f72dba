import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { App } from '../app/context.ts';
import {
  InvalidInput,
  isKnownError,
  type KnownError,
  NotAllowed,
  NotFound,
  Refused,
  Unavailable,
} from '../errors.ts';
import { isUnfitValue } from '../store/db.ts';

interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
}

/** HTTP status of an error of ours. */
export function statusOf(error: KnownError): number {
  if (error instanceof NotAllowed) return error.code === 'forbidden' ? 403 : 401;
  if (error instanceof NotFound) return 404;
  if (error instanceof Refused) return 409;
  if (error instanceof Unavailable) return 503;
  return error instanceof InvalidInput ? 400 : 500;
}

/** The answer 429. */
export function tooManyRequests(message: string): Error & { readonly statusCode: 429 } {
  return Object.assign(new Error(message), { statusCode: 429 } as const);
}

const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'bad_request',
  408: 'timeout',
  404: 'not_found',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  431: 'headers_too_large',
};

/** Every answer that is no success is `{error: {code, message, details?}}`, and never shows a stack. */
export function answerErrors(server: FastifyInstance, app: App): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error)) {
      const problems = error.validation.map((one) => ({
        path: `${error.validationContext ?? 'body'}${one.instancePath.replaceAll('/', '.')}`,
        message: one.message ?? '',
      }));
      const message = problems.map((one) => `${one.path}: ${one.message}`).join('; ');
      return reply.code(400).send(body('invalid_request', message, { problems }));
    }
    if (error instanceof Unavailable) {
      // Whoever asks may be anybody: where our database is, and what it says, is for the log.
      app.log.warn({ err: error.message, path: request.routeOptions.url }, error.code);
      const message = 'Something that this depends on does not answer now. Try again later.';
      return reply.code(503).header('retry-after', 5).send(body(error.code, message));
    }
    if (isKnownError(error)) {
      return reply.code(statusOf(error)).send(body(error.code, error.message, error.details));
    }
    if (isUnfitValue(error)) {
      app.log.warn({ err: error.message, path: request.routeOptions.url }, 'unfit value');
      return reply.code(400).send(body('invalid_value', 'A value is out of range or too deep.'));
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(body(codeOf(error, status), error.message));
    app.log.error(
      { err: error.message, stack: error.stack, path: request.routeOptions.url },
      'request failed',
    );
    return reply
      .code(500)
      .send(body('internal_error', 'Something went wrong here; it was logged.'));
  });
  server.setNotFoundHandler(answerNotFound);
}

function codeOf(error: FastifyError, status: number): string {
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY') return 'invalid_json';
  return codeOfStatus[status] ?? 'bad_request';
}

/** Answers what Fastify finds wrong before it knows the route. */
export function answerBadUrl(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  // A longer parameter than any id, key or token: there is nothing by that name.
  if (error.code === 'FST_ERR_MAX_PARAM_LENGTH') return answerNotFound(request, reply);
  const status = error.statusCode ?? 400;
  return reply.code(status).send(body(codeOfStatus[status] ?? 'bad_request', error.message));
}

/** Answers what is no HTTP at all, or never ends. */
export function answerBadRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOfParser[error.code ?? ''] ?? 400;
  const message = `The request cannot be read: ${STATUS_CODES[status]}.`;
  const text = JSON.stringify(body(codeOfStatus[status] ?? 'bad_request', message));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

const statusOfParser: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [path] = request.url.split('?');
  return reply.code(404).send(body('not_found', `There is nothing at ${request.method} ${path}.`));
}

function body(code: string, message: string, details?: unknown): ErrorBody {
  return { error: { code, message, ...(details === undefined ? {} : { details }) } };
}
