import { z } from 'zod';
import { createApiKey, revokeKey } from '../../../app/api-keys.ts';
import { roles } from '../../../domain/codes.ts';
import { Refused } from '../../../errors.ts';
import { listApiKeys } from '../../../store/api-keys.ts';
import { fieldsOf } from '../../forms.ts';
import { type Answer, page, type Route, redirect, type Visit } from '../../page.ts';
import { tabsFor } from './tabs.ts';

const access = [] as const;
const place = '/console/admin/keys';

/** API keys: who has one, made and revoked. For admins alone. */
export const keyRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: (visit) => showKeys(visit, {}) },
  {
    ...{ method: 'POST', path: place, access, handle: create },
    audit: { action: 'key.created', kind: 'key', tells: ['role'] },
  },
  {
    ...{ method: 'POST', path: `${place}/:id/revoke`, access, handle: revoke },
    audit: { action: 'key.revoked', kind: 'key', id: 'id', told: 'when-changed' },
  },
];

const query = z.object({ done: z.literal('revoked').optional(), name: z.string().optional() });

interface Told {
  /** A new key, shown this once. */
  readonly made?: { readonly key: string; readonly name: string; readonly role: string };
  readonly wrong?: string;
  readonly isGone?: true;
  readonly given?: { readonly name: string; readonly role: string };
}

async function showKeys(visit: Visit, told: Told, status = 200): Promise<Answer> {
  const { app, request, caller } = visit;
  const { done, name } = fieldsOf(query, request.query);
  const keys = await listApiKeys(app.db);
  const shown = keys.map((key) => ({ ...key, isOwn: key.id === caller?.id }));
  const role = told.given?.role ?? 'rep';
  const data = {
    tabs: tabsFor(visit, 'keys'),
    keys: shown.filter(({ revokedAt }) => revokedAt === null).toReversed(),
    revoked: shown.filter(({ revokedAt }) => revokedAt !== null).toReversed(),
    roles: roles.map((one) => ({ one, word: `role.${one}`, isChosen: one === role })),
    // The id that the next key gets: a form that is sent twice makes one.
    formId: app.newId(),
    givenName: told.given?.name ?? '',
    made: told.made ?? null,
    wrong: told.wrong ?? null,
    isGone: told.isGone === true,
    isRevoked: done === 'revoked',
    revokedName: name ?? '',
  };
  return page('admin-keys', 'title', data, status);
}

const fields = z.object({
  id: z.uuid(),
  name: z.string().trim().max(200).default(''),
  role: z.enum(roles),
});

async function create(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { id, name, role } = fieldsOf(fields, request.body);
  if (name === '') return showKeys(visit, { wrong: 'wrong.name', given: { name, role } }, 400);
  try {
    const made = await createApiKey(app, name, role, id);
    return await showKeys(visit, { made }, 201);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return showKeys(visit, { wrong: 'wrong.madeAlready', given: { name: '', role } }, 409);
  }
}

const params = z.object({ id: z.uuid() });

async function revoke(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { id } = fieldsOf(params, request.params);
  if (!(await revokeKey(app, id))) return showKeys(visit, { isGone: true }, 409);
  const key = (await listApiKeys(app.db)).find((one) => one.id === id);
  return redirect(`${place}?${new URLSearchParams({ done: 'revoked', name: key?.name ?? '' })}`);
}
