import { z } from 'zod';
import { changeKeyEmail, createApiKey, revokeKey } from '../../../app/api-keys.ts';
import { roles } from '../../../domain/codes.ts';
import { InvalidInput, Refused } from '../../../errors.ts';
import { listApiKeys } from '../../../store/api-keys.ts';
import { fieldsOf } from '../../forms.ts';
import { type Answer, page, type Route, redirect, type Visit } from '../../page.ts';
import { tabsFor } from './tabs.ts';

const access = [] as const;
const place = '/console/admin/keys';

/** API keys: who has one, made, changed and revoked. For admins alone. */
export const keyRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: (visit) => showKeys(visit, {}) },
  {
    ...{ method: 'POST', path: place, access, handle: create },
    audit: { action: 'key.created', kind: 'key', tells: ['role'] },
  },
  {
    ...{ method: 'POST', path: `${place}/:id/change`, access, handle: change },
    audit: { action: 'key.changed', kind: 'key', id: 'id', told: 'when-changed' },
  },
  {
    ...{ method: 'POST', path: `${place}/:id/revoke`, access, handle: revoke },
    audit: { action: 'key.revoked', kind: 'key', id: 'id', told: 'when-changed' },
  },
];

const query = z.object({
  done: z.enum(['changed', 'revoked']).optional(),
  name: z.string().optional(),
});

interface Given {
  readonly name: string;
  readonly role: string;
  readonly email: string;
}

interface Told {
  /** A new key, shown this once. */
  readonly made?: { readonly key: string; readonly name: string; readonly role: string };
  /** What is wrong with the form for a new key, and what was written in it. */
  readonly wrong?: 'wrong.name' | 'wrong.address' | 'wrong.madeAlready';
  readonly given?: Given;
  /** What is wrong with the form of a key that is there. */
  readonly wrongChange?: { readonly id: string; readonly email: string };
  readonly isGone?: true;
}

async function showKeys(visit: Visit, told: Told, status = 200): Promise<Answer> {
  const { app, request, caller } = visit;
  const { done, name } = fieldsOf(query, request.query);
  const { wrongChange, given = { name: '', role: 'rep', email: '' } } = told;
  const shown = (await listApiKeys(app.db)).map((key) => ({
    ...key,
    isOwn: key.id === caller?.id,
    isWrong: key.id === wrongChange?.id,
    givenEmail: key.id === wrongChange?.id ? wrongChange.email : (key.email ?? ''),
  }));
  const data = {
    tabs: tabsFor(visit, 'keys'),
    keys: shown.filter(({ revokedAt }) => revokedAt === null).toReversed(),
    revoked: shown.filter(({ revokedAt }) => revokedAt !== null).toReversed(),
    roles: roles.map((one) => ({ one, word: `role.${one}`, isChosen: one === given.role })),
    // The id that the next key gets: a form that is sent twice makes one.
    formId: app.newId(),
    given,
    made: told.made ?? null,
    wrong: told.wrong ?? null,
    isWrongName: told.wrong === 'wrong.name',
    isWrongAddress: told.wrong === 'wrong.address',
    isGone: told.isGone === true,
    doneWord: done === undefined ? null : `${done}Done`,
    doneName: name ?? '',
  };
  return page('admin-keys', 'title', data, status);
}

const fields = z.object({
  id: z.uuid(),
  name: z.string().trim().max(200).default(''),
  role: z.enum(roles),
  email: z.string().trim().max(400).default(''),
});

async function create(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { id, ...given } = fieldsOf(fields, request.body);
  const { name, role, email } = given;
  if (name === '') return showKeys(visit, { wrong: 'wrong.name', given }, 400);
  try {
    const made = await createApiKey(app, name, role, { id, ...(email === '' ? {} : { email }) });
    return await showKeys(visit, { made }, 201);
  } catch (error) {
    if (error instanceof InvalidInput) {
      return showKeys(visit, { wrong: 'wrong.address', given }, 400);
    }
    if (!(error instanceof Refused)) throw error;
    const empty = { name: '', role, email: '' };
    return showKeys(visit, { wrong: 'wrong.madeAlready', given: empty }, 409);
  }
}

const params = z.object({ id: z.uuid() });
const changes = fields.pick({ email: true });

async function change(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { id } = fieldsOf(params, request.params);
  const { email } = fieldsOf(changes, request.body);
  try {
    const changed = await changeKeyEmail(app, id, email === '' ? null : email);
    return changed === null
      ? await showKeys(visit, { isGone: true }, 409)
      : redirect(afterwards('changed', changed.name));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return showKeys(visit, { wrongChange: { id, email } }, 400);
  }
}

async function revoke(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { id } = fieldsOf(params, request.params);
  if (!(await revokeKey(app, id))) return showKeys(visit, { isGone: true }, 409);
  const key = (await listApiKeys(app.db)).find((one) => one.id === id);
  return redirect(afterwards('revoked', key?.name ?? ''));
}

const afterwards = (done: 'changed' | 'revoked', name: string) =>
  `${place}?${new URLSearchParams({ done, name })}`;
