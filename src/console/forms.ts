import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { mistakesIn } from '../domain/field-mistakes.ts';
import { inEnglish } from '../domain/sentence.ts';
import { storable } from '../domain/storable.ts';
import { InvalidInput } from '../errors.ts';
import { parseUrl } from '../url.ts';

/** The fields of a form, of a query or of a path. @throws InvalidInput `invalid_request` */
export function fieldsOf<T>(shape: z.ZodType<T>, given: unknown): T {
  const parsed = shape.safeParse(storable(given ?? {}));
  if (parsed.success) return parsed.data;
  const said = mistakesIn(parsed.error);
  throw new InvalidInput('invalid_request', inEnglish(said), undefined, { said });
}

/** One field of a form as text; empty where there is none. */
export function fieldOf(request: FastifyRequest, name: string): string {
  const { body } = request;
  const fields: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

/** Where a session is good. */
const places = ['/console', '/queues'];

const nowhere = 'http://console.invalid';

/** A path of the console to go on to; the start where it is anything else, such as another site. */
export function pathWithin(text: string): string {
  const url = parseUrl(text, nowhere);
  if (url === null || url.origin !== nowhere) return '/console';
  const isOurs = places.some((at) => url.pathname === at || url.pathname.startsWith(`${at}/`));
  return isOurs ? `${url.pathname}${url.search}` : '/console';
}
