import { z } from 'zod';
import type { App } from '../../app/context.ts';
import { isBegunBefore } from '../../app/enrolling/begun-before.ts';
import { enrolOne } from '../../app/enrolling/enrol.ts';
import { explain } from '../../app/enrolments/explain.ts';
import { previewNext } from '../../app/library/preview.ts';
import { requireSeen } from '../../app/require-seen.ts';
import { unknownWork } from '../../app/unknown.ts';
import { enrolmentStatuses } from '../../domain/codes.ts';
import type { Viewer } from '../../domain/viewer.ts';

import { InvalidInput, Refused } from '../../errors.ts';
import { listEnrolments } from '../../store/enrolments.ts';
import { readProspect } from '../../store/prospects.ts';
import { readTimeline } from '../../store/timeline.ts';
import { viewerOf } from '../auth.ts';
import { enrolmentJson, instant, prospectBody } from '../bodies.ts';
import { idParams, page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';
import { findEnrolment, showEnrolment } from '../shown-enrolment.ts';

const enrolBody = z.object({
  cadence: z.string().max(64),
  prospect: prospectBody.optional(),
  prospectId: z.uuid().optional(),
  owner: z.string().max(200).optional(),
  startAt: instant.optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
});

const listQuery = pageQuery.extend({
  cadence: z.string().max(64).optional(),
  status: z.enum(enrolmentStatuses).optional(),
  owner: z.string().max(200).optional(),
  prospectId: z.uuid().optional(),
  cursor: z.uuid().optional(),
});

/** To enrol somebody, and to look at enrolments. */
export function enrolmentRoutes(scope: Scope, { app }: HttpContext): void {
  enrolRoute(scope, app);
  listRoute(scope, app);
  timelineRoute(scope, app);
  const read = (summary: string) => ({
    config: { access: 'anyone' as const },
    schema: { summary, params: idParams },
  });
  scope.get('/v1/enrolments/:id', read('One enrolment'), (request) =>
    showEnrolment(app.db, request.params.id),
  );
  scope.get('/v1/enrolments/:id/explain', read('Why it stands where it stands'), (request) =>
    explain(app, request.params.id),
  );
  scope.get('/v1/enrolments/:id/preview', read('The next mail, rendered'), (request) =>
    previewNext(app, request.params.id),
  );
}

function enrolRoute(scope: Scope, app: App): void {
  scope.post(
    '/v1/enrolments',
    {
      config: { access: ['rep', 'ops', 'crm'] },
      schema: { summary: 'Enrol one prospect', body: enrolBody },
    },
    async (request, reply) => {
      const { cadence, prospect, prospectId, ...rest } = request.body;
      const { effectId: id } = request;
      const viewer = viewerOf(request);
      const who = prospect?.email ?? `The prospect ${prospectId}`;
      if (id !== undefined && (await isBegunBefore(app, id, who, viewer))) {
        return reply.code(201).send(await showEnrolment(app.db, id));
      }
      const person = prospect ?? (await knownProspect(app, prospectId, viewer));
      const candidate = { id, prospect: person, ...rest };
      const made = await enrolOne(app, cadence, candidate, { viewer });
      const { enrolmentId, startsAt } = made;
      const shown = await showEnrolment(app.db, enrolmentId);
      return reply.code(201).send(startsAt === undefined ? shown : { ...shown, startsAt });
    },
  );
}

async function knownProspect(app: App, id: string | undefined, viewer: Viewer) {
  if (id === undefined) {
    throw new InvalidInput(
      'invalid_request',
      'Say whom to enrol: prospect (with an email) or prospectId.',
    );
  }
  await requireSeen(app, 'prospect', id, viewer);
  const known = await readProspect(app.db, id);
  if (known === null) throw unknownWork('prospect', id);
  if (known.erasedAt !== null) {
    throw new Refused('erased', 'This person was erased on request and stays so.');
  }
  return { email: known.email };
}

function listRoute(scope: Scope, app: App): void {
  scope.get(
    '/v1/enrolments',
    {
      config: { access: 'anyone' },
      schema: { summary: 'List enrolments', querystring: listQuery },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query;
      const { owners } = viewerOf(request);
      const views = await listEnrolments(app.db, { ...filter, owners, afterId: cursor, limit });
      const items = views.map((view) => enrolmentJson(view));
      return page(items, limit, (view) => view.id);
    },
  );
}

function timelineRoute(scope: Scope, app: App): void {
  scope.get(
    '/v1/enrolments/:id/timeline',
    {
      config: { access: 'anyone' },
      schema: { summary: 'What happened', params: idParams, querystring: pageQuery },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) {
        throw new InvalidInput('invalid_cursor', 'The cursor is not one of ours.');
      }
      const { id } = await findEnrolment(app.db, request.params.id);
      const entries = await readTimeline(app.db, id, cursor ?? null, limit);
      return page(entries, limit, (entry) => entry.id);
    },
  );
}
