import { z } from 'zod';
import type { App } from '../../app/context.ts';
import { changeEnrolment, type PersonAction } from '../../app/enrolments/change-enrolment.ts';
import { reopenEnrolment } from '../../app/enrolments/reopen-enrolment.ts';
import { switchEnrolment } from '../../app/enrolments/switch-enrolment.ts';
import { tellObjection } from '../../app/events/told-objection.ts';
import { inEnglish } from '../../domain/sentence.ts';
import { callerName } from '../auth.ts';
import { instant } from '../bodies.ts';
import { idParams, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';
import { showEnrolment } from '../shown-enrolment.ts';

/** What a person does to one enrolment. */
export function enrolmentActionRoutes(scope: Scope, { app }: HttpContext): void {
  pauseAndResume(scope, app);
  advanceAndExit(scope, app);
  reopen(scope, app);
  objection(scope, app);
  switchCadence(scope, app);
}

const access = { config: { access: ['rep', 'ops'] as const } };

async function act(app: App, id: string, action: PersonAction, by: string) {
  const { inFlight } = await changeEnrolment(app, id, action, by);
  return { ...(await showEnrolment(app.db, id)), inFlight };
}

function pauseAndResume(scope: Scope, app: App): void {
  const pauseBody = z.object({ until: instant.optional() }).nullish();
  scope.post(
    '/v1/enrolments/:id/pause',
    { ...access, schema: { summary: 'Pause', params: idParams, body: pauseBody } },
    (request) => {
      const action = { do: 'pause', until: request.body?.until ?? null } as const;
      return act(app, request.params.id, action, callerName(request));
    },
  );
  scope.post(
    '/v1/enrolments/:id/resume',
    { ...access, schema: { summary: 'Resume', params: idParams, body: z.object({}).nullish() } },
    (request) => act(app, request.params.id, { do: 'resume' }, callerName(request)),
  );
}

function advanceAndExit(scope: Scope, app: App): void {
  const advanceBody = z.object({ stage: z.string().max(64), backwards: z.boolean().optional() });
  const reason = z.enum(['manual', 'replied', 'closed_won', 'closed_lost']).default('manual');
  const exitBody = z.object({ reason }).nullish();
  scope.post(
    '/v1/enrolments/:id/advance',
    { ...access, schema: { summary: 'Advance to a stage', params: idParams, body: advanceBody } },
    (request) => {
      const { stage, backwards } = request.body;
      const back = backwards === true ? { backwards } : {};
      const action = { do: 'advance', stage, ...back } as const;
      return act(app, request.params.id, action, callerName(request));
    },
  );
  scope.post(
    '/v1/enrolments/:id/exit',
    { ...access, schema: { summary: 'End it', params: idParams, body: exitBody } },
    (request) => {
      const action = { do: 'exit', reason: request.body?.reason ?? 'manual' } as const;
      return act(app, request.params.id, action, callerName(request));
    },
  );
}

function reopen(scope: Scope, app: App): void {
  const summary = 'Take back that a person ended it';
  scope.post(
    '/v1/enrolments/:id/reopen',
    { ...access, schema: { summary, params: idParams, body: z.object({}).nullish() } },
    async (request) => {
      const { id } = request.params;
      await reopenEnrolment(app, id, callerName(request));
      return showEnrolment(app.db, id);
    },
  );
}

function objection(scope: Scope, app: App): void {
  const body = z.object({
    category: z.string().max(64),
    text: z.string().trim().min(1).max(10_000).optional(),
  });
  const summary = 'Note an objection that a person has heard, on the phone or in a meeting';
  scope.post(
    '/v1/enrolments/:id/objection',
    { ...access, schema: { summary, params: idParams, body } },
    async (request) => {
      const { id } = request.params;
      const told = { ...request.body, id: request.effectId };
      const { inFlight, unchanged } = await tellObjection(app, id, told, callerName(request));
      const because = unchanged === null ? null : `${inEnglish(unchanged)}.`;
      const came = { inFlight, changed: unchanged === null, because };
      return { ...(await showEnrolment(app.db, id)), ...came };
    },
  );
}

function switchCadence(scope: Scope, app: App): void {
  const body = z.object({
    cadence: z.string().max(64),
    variables: z.record(z.string(), z.unknown()).optional(),
  });
  scope.post(
    '/v1/enrolments/:id/switch',
    {
      ...access,
      schema: {
        summary: 'End it and enrol the prospect in another cadence',
        description: 'Answers with the new enrolment; `switchedFrom` is the id of the old one.',
        params: idParams,
        body,
      },
    },
    async (request) => {
      const { id } = request.params;
      const switched = await switchEnrolment(app, id, request.body, callerName(request));
      const { enrolmentId, inFlight } = switched;
      return { ...(await showEnrolment(app.db, enrolmentId)), switchedFrom: id, inFlight };
    },
  );
}
