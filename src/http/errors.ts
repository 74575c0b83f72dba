import type { FastifyError, FastifyInstance } from 'fastify';
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

const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'bad_request',
  404: 'not_found',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
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
    if (isKnownError(error)) {
      return reply.code(statusOf(error)).send(body(error.code, error.message, error.details));
    }
    const status = error.statusCode ?? 500;
    if (status < 500) {
      return reply.code(status).send(body(codeOfStatus[status] ?? 'bad_request', error.message));
    }
    app.log.error(
      { err: error.message, stack: error.stack, path: request.routeOptions.url },
      'request failed',
    );
    return reply
      .code(500)
      .send(body('internal_error', 'Something went wrong here; it was logged.'));
  });
  server.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send(
        body('not_found', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`),
      ),
  );
}

function body(code: string, message: string, details?: unknown): ErrorBody {
  return { error: { code, message, ...(details === undefined ? {} : { details }) } };
}
