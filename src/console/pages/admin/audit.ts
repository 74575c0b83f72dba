import { z } from 'zod';
import { readAudit } from '../../../app/people/audit.ts';
import { auditActions } from '../../../domain/audit.ts';
import { instantOfDate } from '../../../domain/wall-clock.ts';
import { fieldsOf } from '../../forms.ts';
import { zoneOf } from '../../layout.ts';
import { type Answer, page, type Route, type Visit } from '../../page.ts';
import { tabsFor } from './tabs.ts';

const access = [] as const;
const place = '/console/admin/audit';

/** Who did what. For admins alone, as in the API. */
export const auditLogRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: showAudit },
];

const query = z.object({
  actor: z.string().trim().max(200).default(''),
  action: z.union([z.literal(''), z.enum(auditActions)]).default(''),
  object: z.string().trim().max(320).default(''),
  since: z.union([z.literal(''), z.iso.date()]).default(''),
  cursor: z
    .string()
    .regex(/^\d{0,18}$/)
    .default(''),
});
const pageSize = 50;

async function showAudit(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const asked = fieldsOf(query, request.query);
  const { actor, action, object, since, cursor } = asked;
  const entries = await readAudit(app, {
    actor: actor || undefined,
    action: action || undefined,
    object: object || undefined,
    since: since === '' ? undefined : instantOfDate(since, zoneOf(app)),
    cursor: cursor || undefined,
    limit: pageSize,
  });
  const last = entries.length === pageSize ? entries.at(-1) : undefined;
  const data = {
    tabs: tabsFor(visit, 'audit'),
    entries: entries.map(
      ({ id, at, actor: by, role, action: what, kind, objectId, data: told }) => ({
        ...{ id, at, by, role, what, kind, objectId },
        word: `did.${what}`,
        path: kind === 'enrolment' && objectId !== null ? `/console/enrolments/${objectId}` : null,
        told: Object.entries(told)
          .filter(([, value]) => value !== null && value !== '')
          .map(
            ([name, value]) =>
              `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
          )
          .join(' · '),
      }),
    ),
    actions: auditActions.map((one) => ({ one, word: `did.${one}`, isChosen: one === action })),
    ...{ actor, object, since },
    isFiltered: actor !== '' || action !== '' || object !== '' || since !== '' || cursor !== '',
    firstPath: cursor === '' ? null : pathOf({ ...asked, cursor: '' }),
    nextPath: last === undefined ? null : pathOf({ ...asked, cursor: last.id }),
    place,
  };
  return page('admin-audit', 'title', data);
}

function pathOf(asked: z.output<typeof query>): string {
  return `${place}?${new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''))}`;
}
