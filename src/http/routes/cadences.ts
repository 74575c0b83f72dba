import { z } from 'zod';
import { NotFound } from '../../errors.ts';
import { listCadences, readCurrentVersion } from '../../store/cadences.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

export function cadenceRoutes(scope: Scope, { app }: HttpContext): void {
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
        params: z.object({ key: z.string().max(64) }),
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
}
