import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

/** A part of the server on which routes are declared with zod schemas. */
export type Scope = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export const idParams = z.object({ id: z.uuid('must be an id such as 0198c0de-…') });

/** Query of a list: `limit` and the `cursor` of the page before. */
export const pageQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** One page, and the cursor of the next when there may be one. */
export function page<T>(items: readonly T[], limit: number, cursorOf: (item: T) => string) {
  const last = items.at(-1);
  return { items, nextCursor: items.length < limit || last === undefined ? null : cursorOf(last) };
}
