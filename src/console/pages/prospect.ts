import { z } from 'zod';
import { readProspectBeside } from '../../app/desk/prospect-beside.ts';
import { releaseCompany } from '../../app/enrolments/release-holds.ts';
import { fieldOf, fieldsOf, pathWithin } from '../forms.ts';
import { readerOf } from '../layout.ts';
import { type Answer, mayUse, type Page, page, redirect, type Visit } from '../page.ts';
import { shownProspect } from '../shown/prospect.ts';
import { prospectWords } from '../words/prospect.ts';

/** One person: whether they may be mailed and why, all that they are and were in, and their company. */
export const prospectPage: Page = {
  key: 'prospect',
  words: prospectWords,
  routes: [
    { method: 'GET', path: '/console/prospects/:id', access: ['rep'], handle: showProspect },
    {
      method: 'POST',
      path: '/console/company-holds/:id/release',
      access: ['rep', 'ops'],
      audit: { action: 'company.released', kind: 'company-hold', id: 'id' },
      handle: release,
    },
  ],
};

const params = z.object({ id: z.uuid() });
const query = z.object({
  released: z.coerce.number().int().min(0).optional(),
  free: z.coerce.number().int().min(0).default(0),
  lifted: z.string().max(100).optional(),
});

async function showProspect(visit: Visit): Promise<Answer> {
  const { app, request, viewer, caller } = visit;
  const { id } = fieldsOf(params, request.params);
  const { released = null, free, lifted = null } = fieldsOf(query, request.query);
  const shown = shownProspect(await readProspectBeside(app, id, viewer), readerOf(visit));
  const wasReleased = released !== null && released > 0;
  return page('prospect', shown.person.name, {
    ...shown,
    ...{ wasReleased, free, lifted },
    mayLift: mayUse(caller, []),
    wasFree: released === 0,
  });
}

async function release({ app, request, caller, viewer }: Visit): Promise<Answer> {
  const { id } = fieldsOf(params, request.params);
  const by = caller?.name ?? 'unknown';
  const { released, enrolments } = await releaseCompany(app, id, by, viewer.owners);
  const [path = ''] = pathWithin(fieldOf(request, 'back')).split('?');
  return redirect(`${path}?released=${released}&free=${enrolments}`);
}
