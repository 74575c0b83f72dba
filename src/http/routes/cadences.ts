import { z } from 'zod';
import { publishLibrary } from '../../app/publish.ts';
import { NotFound } from '../../errors.ts';
import { listCadences, readCurrentVersion } from '../../store/cadences.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const params = z.object({ key: z.string().max(64) });

export function cadenceRoutes(scope: Scope, { app, readLibrary }: HttpContext): void {
  scope.get(
    '/v1/cadences',
    { config: { access: 'anyone' }, schema: { summary: 'Published cadences' } },
    async () => ({ items: await listCadences(app.db), nextCursor: null }),
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
      if (version === null)
        throw new NotFound('unknown_cadence', `There is no published cadence "${key}".`);
      return version;
    },
  );

  scope.post(
    '/v1/cadences/:key/publish',
    {
      config: { access: ['ops'] },
      schema: {
        summary: 'Publish a cadence as its file is now',
        description:
          'Enrolments stay on their version. Publishing what has not changed changes nothing.',
        params,
        body: z.object({}).nullish(),
      },
    },
    async (request) => {
      const { key } = request.params;
      const [published] = await publishLibrary(app, await readLibrary(), key);
      if (published === undefined)
        throw new NotFound('unknown_cadence', `No cadence file has the key "${key}".`);
      return published;
    },
  );
}
