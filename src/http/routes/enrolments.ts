import { z } from 'zod';
import { changeEnrolment, type PersonAction } from '../../app/change-enrolment.ts';
import { enrolOne } from '../../app/enrol.ts';
import { explain } from '../../app/explain.ts';
import { previewNext } from '../../app/preview.ts';
import { switchEnrolment } from '../../app/switch-enrolment.ts';
import { enrolmentStatuses } from '../../domain/codes.ts';
import { InvalidInput, NotFound } from '../../errors.ts';
import { listEnrolments, readEnrolment, readTouches } from '../../store/enrolments.ts';
import { readProspect } from '../../store/prospects.ts';
import { readTimeline } from '../../store/timeline.ts';
import { callerName } from '../auth.ts';
import { enrolmentJson, instant, prospectBody } from '../bodies.ts';
import { idParams, page, pageQuery, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

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

export function enrolmentRoutes(scope: Scope, { app }: HttpContext): void {
  const found = async (id: string) => {
    const enrolment = await readEnrolment(app.db, id);
    if (enrolment === null) throw new NotFound('unknown_enrolment', `There is no enrolment ${id}.`);
    return enrolment;
  };
  const shown = async (id: string) => enrolmentJson(await found(id), await readTouches(app.db, id));

  scope.post(
    '/v1/enrolments',
    {
      config: { access: ['rep', 'ops', 'crm'] },
      schema: { summary: 'Enrol one prospect', body: enrolBody },
    },
    async (request, reply) => {
      const { cadence, prospect, prospectId, ...rest } = request.body;
      const person = prospect ?? (await knownProspect(prospectId));
      const { enrolmentId } = await enrolOne(app, cadence, { prospect: person, ...rest });
      const { status, nextTouch, ...enrolment } = await shown(enrolmentId);
      return reply.code(201).send({ ...enrolment, status, nextTouch });
    },
  );

  const knownProspect = async (id: string | undefined) => {
    if (id === undefined) {
      throw new InvalidInput(
        'invalid_request',
        'Say whom to enrol: prospect (with an email) or prospectId.',
      );
    }
    const known = await readProspect(app.db, id);
    if (known === null) throw new NotFound('unknown_prospect', `There is no prospect ${id}.`);
    return { email: known.email };
  };

  scope.get(
    '/v1/enrolments',
    {
      config: { access: 'anyone' },
      schema: { summary: 'List enrolments', querystring: listQuery },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query;
      const views = await listEnrolments(app.db, { ...filter, afterId: cursor, limit });
      return page(
        views.map((view) => enrolmentJson(view)),
        limit,
        (view) => view.id,
      );
    },
  );

  scope.get(
    '/v1/enrolments/:id',
    { config: { access: 'anyone' }, schema: { summary: 'One enrolment', params: idParams } },
    (request) => shown(request.params.id),
  );

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
      const { id } = await found(request.params.id);
      return page(
        await readTimeline(app.db, id, cursor ?? null, limit),
        limit,
        (entry) => entry.id,
      );
    },
  );

  scope.get(
    '/v1/enrolments/:id/explain',
    {
      config: { access: 'anyone' },
      schema: { summary: 'Why it stands where it stands', params: idParams },
    },
    (request) => explain(app, request.params.id),
  );

  scope.get(
    '/v1/enrolments/:id/preview',
    {
      config: { access: 'anyone' },
      schema: { summary: 'The next mail, rendered', params: idParams },
    },
    (request) => previewNext(app, request.params.id),
  );

  const act = async (id: string, action: PersonAction, by: string) => {
    const { inFlight } = await changeEnrolment(app, id, action, by);
    return { ...(await shown(id)), inFlight };
  };
  const access = { config: { access: ['rep', 'ops'] as const } };

  scope.post(
    '/v1/enrolments/:id/pause',
    {
      ...access,
      schema: {
        summary: 'Pause',
        params: idParams,
        body: z.object({ until: instant.optional() }).nullish(),
      },
    },
    (request) =>
      act(
        request.params.id,
        { do: 'pause', until: request.body?.until ?? null },
        callerName(request),
      ),
  );
  scope.post(
    '/v1/enrolments/:id/resume',
    { ...access, schema: { summary: 'Resume', params: idParams, body: z.object({}).nullish() } },
    (request) => act(request.params.id, { do: 'resume' }, callerName(request)),
  );
  scope.post(
    '/v1/enrolments/:id/advance',
    {
      ...access,
      schema: {
        summary: 'Advance to a stage',
        params: idParams,
        body: z.object({ stage: z.string().max(64) }),
      },
    },
    (request) =>
      act(request.params.id, { do: 'advance', stage: request.body.stage }, callerName(request)),
  );
  scope.post(
    '/v1/enrolments/:id/exit',
    {
      ...access,
      schema: {
        summary: 'End it',
        params: idParams,
        body: z
          .object({
            reason: z.enum(['manual', 'replied', 'closed_won', 'closed_lost']).default('manual'),
          })
          .nullish(),
      },
    },
    (request) =>
      act(
        request.params.id,
        { do: 'exit', reason: request.body?.reason ?? 'manual' },
        callerName(request),
      ),
  );
  scope.post(
    '/v1/enrolments/:id/switch',
    {
      ...access,
      schema: {
        summary: 'End it and enrol the prospect in another cadence',
        description: 'Answers with the new enrolment; `switchedFrom` is the id of the old one.',
        params: idParams,
        body: z.object({
          cadence: z.string().max(64),
          variables: z.record(z.string(), z.unknown()).optional(),
        }),
      },
    },
    async (request) => {
      const { id } = request.params;
      const switched = await switchEnrolment(app, id, request.body, callerName(request));
      const { enrolmentId, inFlight } = switched;
      return { ...(await shown(enrolmentId)), switchedFrom: id, inFlight };
    },
  );
}
