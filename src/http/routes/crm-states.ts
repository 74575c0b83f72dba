import { z } from 'zod';
import { compareStates } from '../../app/enrolments/compare-states.ts';
import { parseStorableJson } from '../../domain/storable.ts';
import { InvalidInput, messageOf } from '../../errors.ts';
import { instant } from '../bodies.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const mostItems = 1_000;
const short = z.string().trim().min(1).max(200);

const itemShape = z.strictObject({
  prospect: z.strictObject({
    email: z.string().max(320).optional(),
    externalIds: z.record(z.string().max(100), z.string().max(200)).optional(),
  }),
  deal: z
    .strictObject({
      id: z.union([short, z.number().transform(String)]).optional(),
      status: z.enum(['open', 'won', 'lost']),
      stage: z.union([short, z.number().transform(String)]).optional(),
      changedAt: instant,
    })
    .optional(),
  optedOut: z.boolean().optional(),
  optedOutAt: instant.optional(),
  lastReplyAt: instant.optional(),
  lastMeetingBookedAt: instant.optional(),
});

const statesBody = z.object({ items: z.array(itemShape).min(1).max(mostItems) });

export function crmStateRoutes(scope: Scope, { app }: HttpContext): void {
  scope.addContentTypeParser(
    ['application/x-ndjson', 'application/ndjson'],
    { parseAs: 'string' },
    (_request, body, done) => {
      try {
        done(null, { items: lines(String(body)) });
      } catch (error) {
        done(error instanceof Error ? error : new Error(messageOf(error)), undefined);
      }
    },
  );
  scope.post(
    '/v1/reconcile',
    {
      config: { access: ['crm', 'ops'] },
      schema: {
        summary: 'How things stand in a CRM: says where we differ, and applies what we missed',
        description: 'Up to 1,000 people, as {"items": […]} or a line each (NDJSON).',
        consumes: ['application/json', 'application/x-ndjson'],
        querystring: z.object({
          dry_run: z.enum(['true', 'false']).optional(),
          source: z.string().max(64).optional(),
        }),
        body: statesBody,
      },
    },
    async (request) => {
      const { dry_run: trial, source } = request.query;
      const who = { isTrial: trial === 'true' };
      return { items: await compareStates(app, request.body.items, source ?? null, who) };
    },
  );
}

function lines(text: string): unknown[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [parseStorableJson(line)];
    } catch {
      throw new InvalidInput('invalid_json', `Line ${index + 1} is not JSON.`);
    }
  });
}
