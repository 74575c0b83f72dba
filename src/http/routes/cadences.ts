import { z } from 'zod';
import { movePending } from '../../app/enrolments/move-pending.ts';
import { publish } from '../../app/library/publish.ts';
import {
  listCadenceStatus,
  pauseCadenceByPerson,
  resumeCadenceByPerson,
} from '../../app/sending/cadence-status.ts';
import { unknownCadence } from '../../app/unknown.ts';

import { readCurrentVersion } from '../../store/cadences.ts';
import { publicationModes } from '../../store/publications.ts';
import { callerName } from '../auth.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const params = z.object({ key: z.string().max(64) });
const publishBody = z
  .object({
    mode: z
      .enum(publicationModes)
      .default('pin')
      .describe(
        'What becomes of people in flight: they stay, go over when their touch is over, or at once',
      ),
  })
  .nullish();

const pauseBody = z.object({ reason: z.string().trim().min(1).max(500).optional() }).nullish();

/** Batches that are moved before the answer; the reconciler moves the rest. */
const movedAtOnce = 5;

export function cadenceRoutes(scope: Scope, { app, readLibrary }: HttpContext): void {
  scope.get(
    '/v1/cadences',
    {
      config: { access: 'anyone' },
      schema: { summary: 'Published cadences, and why the mails of one wait' },
    },
    async () => ({ items: await listCadenceStatus(app), nextCursor: null }),
  );

  scope.get(
    '/v1/cadences/:key',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'One cadence as published',
        params,
      },
    },
    async (request) => {
      const { key } = request.params;
      const version = await readCurrentVersion(app.db, key);
      if (version === null) throw unknownCadence(key);
      return version;
    },
  );

  scope.post(
    '/v1/cadences/:key/pause',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Let no mail of a cadence leave until somebody resumes it',
        description:
          'Mails that are being handed over are waited for; `inFlight` says when one still may leave.',
        params,
        body: pauseBody,
      },
    },
    async (request) => {
      const reason = request.body?.reason ?? `paused by ${callerName(request)}`;
      return pauseCadenceByPerson(app, request.params.key, reason);
    },
  );

  scope.post(
    '/v1/cadences/:key/resume',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Let a paused cadence send again, whatever has paused it',
        params,
        body: z.object({}).nullish(),
      },
    },
    async (request) => resumeCadenceByPerson(app, request.params.key),
  );

  scope.post(
    '/v1/cadences/:key/publish',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Publish a cadence as its file is now',
        description:
          'Enrolments stay on their version unless `mode` says otherwise. Publishing what has not changed changes nothing. `moved` counts those who were moved before the answer; the rest follow.',
        params,
        body: publishBody,
      },
    },
    async (request) => {
      const mode = request.body?.mode ?? 'pin';
      const { cadences, publicationId } = await publish(app, await readLibrary(), {
        keys: [request.params.key],
        mode,
        by: callerName(request),
      });
      const moved = mode === 'move-now' ? await movePending(app, movedAtOnce) : 0;
      return { ...cadences[0], mode, publication: publicationId, moved };
    },
  );
}
