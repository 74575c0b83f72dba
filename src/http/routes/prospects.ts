import { z } from 'zod';
import { requireOwn } from '../../app/enrolling/owner-rules.ts';
import { takeProspects } from '../../app/enrolling/take-prospects.ts';
import { eraseProspect, exportProspect } from '../../app/people/erase.ts';
import { shownBases } from '../../app/people/lawful-basis.ts';
import { unknownWork } from '../../app/unknown.ts';
import { normaliseAddress } from '../../domain/address.ts';
import { isZone } from '../../domain/zone.ts';
import { InvalidInput, Refused } from '../../errors.ts';
import { deedIsTo } from '../../store/deeds.ts';
import { readProspect } from '../../store/prospects.ts';
import { viewerOf } from '../auth.ts';
import { prospectBody } from '../bodies.ts';
import { idParams, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

export function prospectRoutes(scope: Scope, { app }: HttpContext): void {
  scope.post(
    '/v1/prospects',
    {
      config: { access: ['rep', 'ops', 'crm'] },
      schema: { summary: 'Create or update a prospect by email', body: prospectBody },
    },
    async (request, reply) => {
      const input = request.body;
      const address = normaliseAddress(input.email);
      if (address === null) {
        throw new InvalidInput('invalid_address', `"${input.email}" is not an e-mail address.`);
      }
      if (typeof input.timezone === 'string' && !isZone(input.timezone)) {
        throw new InvalidInput('invalid_timezone', `"${input.timezone}" is not an IANA time zone.`);
      }
      const now = app.clock.now();
      const viewer = viewerOf(request);
      const id = await app.db.transaction(async (tx) => {
        const told = { ...input, address };
        await requireOwn(tx, told, viewer);
        const { locked, erased } = await takeProspects(app, tx, [told], now, viewer.owners);
        if (erased.size > 0) {
          throw new Refused('erased', 'This person was erased on request and stays so.');
        }
        const saved = locked[0]?.id ?? '';
        deedIsTo('prospect', saved);
        return saved;
      });
      const prospect = await readProspect(app.db, id);
      const isNew = prospect?.createdAt.getTime() === now.getTime();
      const shown = { ...prospect, ...(await shownBases(app.db, id)) };
      return reply.code(isNew ? 201 : 200).send(shown);
    },
  );

  scope.get(
    '/v1/prospects/:id',
    {
      config: { access: ['rep'] },
      schema: { summary: 'One prospect', params: idParams },
    },
    async (request) => {
      const prospect = await readProspect(app.db, request.params.id);
      if (prospect === null) throw unknownWork('prospect', request.params.id);
      return { ...prospect, ...(await shownBases(app.db, prospect.id)) };
    },
  );

  scope.get(
    '/v1/prospects/:id/export',
    {
      config: { access: [] },
      schema: { summary: 'All that is held on a person', params: idParams },
    },
    (request) => exportProspect(app, request.params.id),
  );

  scope.delete(
    '/v1/prospects/:id',
    {
      config: { access: [] },
      schema: { summary: 'Erase a person', params: idParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await eraseProspect(app, request.params.id);
      return reply.code(204).send(null);
    },
  );
}
