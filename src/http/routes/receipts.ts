/** What became of events, and the lists of those that could not be applied. */
import { z } from 'zod';
import { candidatesFor, peopleByNow } from '../../app/candidates.ts';
import { replayEvent, replayUnmatched } from '../../app/replay-events.ts';
import { findUnreadable, replayUnreadable } from '../../app/unreadable.ts';
import { eventTypes } from '../../domain/event.ts';
import { NotFound } from '../../errors.ts';
import {
  listReceipts,
  type ReceiptWithEvent,
  readReceiptWithEvent,
} from '../../store/receipt-list.ts';
import { listUnreadable, type Unreadable } from '../../store/unreadable.ts';
import { callerName } from '../auth.ts';
import { instant } from '../bodies.ts';
import { idParams, page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const listQuery = pageQuery.extend({
  outcome: z.enum(['unmatched', 'unreadable', 'deferred', 'ignored']).default('unmatched'),
  source: z.string().max(64).optional(),
  q: z.string().trim().min(1).max(200).optional(),
  since: instant.optional(),
  cursor: z.uuid('must be the nextCursor of the page before').optional(),
});

const trialQuery = z.object({ dry_run: z.enum(['true', 'false']).optional() });

const short = z.string().trim().min(1).max(998);

const fixBody = z
  .strictObject({
    prospectId: z.uuid().optional(),
    email: z.string().max(320).optional(),
    enrolmentId: z.uuid().optional(),
    type: z.enum(eventTypes).optional(),
    occurredAt: instant.optional(),
    category: short.optional(),
    until: instant.optional(),
    stage: short.optional(),
    hard: z.boolean().optional(),
    text: z.string().max(100_000).optional(),
  })
  .nullish();

const manyBody = z
  .strictObject({
    since: instant.optional(),
    source: z.string().max(64).optional(),
    cursor: z.uuid('must be the nextCursor of the call before').optional(),
  })
  .nullish();

export function receiptRoutes(scope: Scope, { app }: HttpContext): void {
  scope.get(
    '/v1/receipts',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Events that were not applied, newest first',
        description:
          'Of each that is about nobody, personByNow says who has come to be there since: replay it.',
        querystring: listQuery,
      },
    },
    async (request) => {
      const { outcome, cursor, ...rest } = request.query;
      const filter = { ...rest, cursor: cursor ?? null };
      if (outcome === 'unreadable') {
        const bodies = await listUnreadable(app.db, filter);
        return page(bodies.map(shownBody), filter.limit, ({ id }) => id);
      }
      const receipts = await listReceipts(app.db, { ...filter, outcome });
      return page(await withPeople(receipts), filter.limit, ({ id }) => id);
    },
  );

  scope.get(
    '/v1/receipts/:id',
    {
      config: { access: ['crm', 'ops'] },
      schema: {
        summary: 'What became of an event',
        description: 'Of one that was not applied also the event itself, and who may be meant.',
        params: idParams,
      },
    },
    async (request) => {
      const { id } = request.params;
      const receipt = await readReceiptWithEvent(app.db, id);
      if (receipt === null) return shownBody(await requireBody(id));
      const { event, ...shown } = receipt;
      if (receipt.outcome === 'applied') return shown;
      if (receipt.prospectId !== null || event === null) return { ...shown, event };
      const [withPerson] = await withPeople([receipt]);
      return { ...withPerson, candidates: await candidatesFor(app.db, event.match) };
    },
  );

  scope.post(
    '/v1/receipts/:id/replay',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Apply an event now that could not be applied, put right where need be',
        description: 'What was applied already is a duplicate, and changes nothing.',
        params: idParams,
        querystring: trialQuery,
        body: fixBody,
      },
    },
    async (request) => {
      const { id } = request.params;
      const who = { by: callerName(request), isTrial: request.query.dry_run === 'true' };
      const body = await findUnreadable(app, id);
      const fix = request.body ?? {};
      const receipts =
        body === null
          ? [await replayEvent(app, id, fix, who)]
          : await replayUnreadable(app, body, fix, who);
      return { receipts };
    },
  );

  scope.post(
    '/v1/receipts/replay',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Apply all unmatched events whose person is there by now',
        querystring: trialQuery,
        body: manyBody,
      },
    },
    (request) => {
      const { cursor, ...filter } = request.body ?? {};
      const who = { by: callerName(request), isTrial: request.query.dry_run === 'true' };
      return replayUnmatched(app, filter, cursor ?? null, who);
    },
  );

  async function withPeople(receipts: readonly ReceiptWithEvent[]) {
    const nameless = receipts.flatMap(({ id, event, prospectId }) =>
      event === null || prospectId !== null ? [] : [{ id, match: event.match }],
    );
    const people = await peopleByNow(app.db, nameless);
    return receipts.map((receipt) => {
      const person = people.get(receipt.id);
      return person === undefined ? receipt : { ...receipt, personByNow: person };
    });
  }

  async function requireBody(id: string): Promise<Unreadable> {
    const body = await findUnreadable(app, id);
    if (body !== null) return body;
    throw new NotFound('unknown_receipt', `There is no receipt ${id}.`);
  }
}

function shownBody({ body, headers, ...rest }: Unreadable) {
  return {
    ...rest,
    outcome: 'unreadable',
    mediaType: headers['content-type'] ?? null,
    body: body.toString('utf8'),
  };
}
