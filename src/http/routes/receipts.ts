/** What became of events, and the lists of those that could not be applied. */
import { z } from 'zod';
import {
  inPlainWords,
  keptOutcomes,
  listKept,
  replayAny,
  showKept,
} from '../../app/events/kept-list.ts';
import { replayUnmatched } from '../../app/events/replay-events.ts';
import { eventTypes } from '../../domain/event.ts';
import { instant } from '../bodies.ts';
import { idParams, page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const listQuery = pageQuery.extend({
  outcome: z.enum(keptOutcomes).default('unmatched'),
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
      const items = await listKept(app, outcome, { ...rest, cursor: cursor ?? null });
      return page(items.map(inPlainWords), rest.limit, ({ id }) => id);
    },
  );

  scope.get(
    '/v1/receipts/:id',
    {
      config: { access: ['crm', 'ops'] },
      schema: {
        summary: 'What became of an event',
        description:
          'For ops, of one that was not applied also the event itself, and who may be meant.',
        params: idParams,
      },
    },
    async (request) => {
      const shown = inPlainWords(await showKept(app, request.params.id));
      return request.caller?.role === 'crm' ? outcomeAlone(shown) : shown;
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
      const who = { isTrial: request.query.dry_run === 'true' };
      const fix = request.body ?? {};
      return { receipts: await replayAny(app, request.params.id, fix, who) };
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
      const who = { isTrial: request.query.dry_run === 'true' };
      return replayUnmatched(app, filter, cursor ?? null, who);
    },
  );
}

/** What the key of a CRM may see: not what others said, nor people whom it may not ask for. */
function outcomeAlone(shown: object): object {
  const hidden = ['event', 'body', 'candidates', 'personByNow'];
  return Object.fromEntries(Object.entries(shown).filter(([key]) => !hidden.includes(key)));
}
