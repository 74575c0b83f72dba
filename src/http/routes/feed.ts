import { z } from 'zod';
import { InvalidInput } from '../../errors.ts';
import { type FeedPlace, readFeed } from '../../store/feed.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const typeNames = z
  .string()
  .max(2_000)
  .transform((text) => text.split(',').map((type) => type.trim()))
  .refine((types) => types.every((type) => /^[a-z_]+(\.[a-z_]+)*$/.test(type)), {
    error: 'must be types such as touch.sent,reply.received',
  });

const feedQuery = z.object({
  cursor: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  types: typeNames.optional(),
});

const beginning: FeedPlace = { xid: '0', id: '0' };

export function feedRoutes(scope: Scope, { app }: HttpContext): void {
  scope.get(
    '/v1/feed',
    {
      config: { access: ['crm', 'ops'] },
      schema: {
        summary: 'All that happened, in an order in which nothing is put between',
        description:
          'Keep the cursor of each page, and ask again with it: it stays good for ever. Without one, from the beginning.',
        querystring: feedQuery,
      },
    },
    async (request) => {
      const { cursor, limit, types } = request.query;
      const after = cursor === undefined ? beginning : placeOf(cursor);
      const { entries, next, hasMore } = await readFeed(app.db, after, types ?? null, limit);
      return { items: entries, cursor: next === null ? (cursor ?? null) : textOf(next), hasMore };
    },
  );
}

/** Numbers that PostgreSQL takes. */
const largest = { xid: 2n ** 64n - 1n, id: 2n ** 63n - 1n };

function placeOf(cursor: string): FeedPlace {
  const [, xid, id] = /^(\d{1,20})-(\d{1,19})$/.exec(cursor) ?? [];
  if (xid !== undefined && id !== undefined && BigInt(xid) <= largest.xid) {
    if (BigInt(id) <= largest.id) return { xid, id };
  }
  throw new InvalidInput(
    'invalid_cursor',
    `"${cursor}" is not a cursor. Give the one of an answer, or none to begin at the beginning.`,
  );
}

function textOf({ xid, id }: FeedPlace): string {
  return `${xid}-${id}`;
}
