import { z } from 'zod';
import { changeKey, createApiKey, revokeKey } from '../../../app/api-keys.ts';
import { roles } from '../../../domain/codes.ts';
import { viewerOf } from '../../../domain/viewer.ts';
import { InvalidInput, Refused } from '../../../errors.ts';
import { type ApiKey, listApiKeys } from '../../../store/api-keys.ts';
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
  readonly team: string;
}

interface Told {
  /** A new key, shown this once. */
  readonly made?: { readonly key: string; readonly name: string; readonly role: string };
  /** What is wrong with the form for a new key, and what was written in it. */
  readonly wrong?: 'wrong.name' | 'wrong.address' | 'wrong.team' | 'wrong.madeAlready';
  readonly given?: Given;
  /** What is wrong with the form of a key that is there. */
  readonly wrongChange?: {
    readonly id: string;
    readonly email: string;
    readonly team: string;
    readonly word: 'wrong.address' | 'wrong.seesAll';
  };
  readonly isGone?: true;
}

async function showKeys(visit: Visit, told: Told, status = 200): Promise<Answer> {
  const { app, request, caller } = visit;
  const { done, name } = fieldsOf(query, request.query);
  const { wrongChange, given = { name: '', role: 'rep', email: '', team: '' } } = told;
  const shown = (await listApiKeys(app.db)).map((key) => ({
    ...key,
    isOwn: key.id === caller?.id,
    ...reachOf(key),
    wrongWord: key.id === wrongChange?.id ? wrongChange.word : null,
    asksSeesAll: key.id === wrongChange?.id && wrongChange.word === 'wrong.seesAll',
    isManager: key.role === 'manager',
    givenEmail: key.id === wrongChange?.id ? wrongChange.email : (key.email ?? ''),
    givenTeam: key.id === wrongChange?.id ? wrongChange.team : key.team.join(', '),
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
    isWrongTeam: told.wrong === 'wrong.team',
    isGone: told.isGone === true,
    doneWord: done === undefined ? null : `${done}Done`,
    doneName: name ?? '',
  };
  return page('admin-keys', 'title', data, status);
}

/** Whose work a key sees; null: everybody's. */
function reachOf(key: ApiKey) {
  return { sees: viewerOf(key).owners?.join(', ') ?? null };
}

const fields = z.object({
  id: z.uuid(),
  name: z.string().trim().max(200).default(''),
  role: z.enum(roles),
  email: z.string().trim().max(400).default(''),
  team: z.string().trim().max(10_000).default(''),
});

/** As people write them: with commas, or one a line. */
const teamIn = (text: string) => text.split(/[\n,;]+/).filter((one) => one.trim() !== '');

async function create(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { id, ...given } = fieldsOf(fields, request.body);
  const { name, role, email, team } = given;
  if (name === '') return showKeys(visit, { wrong: 'wrong.name', given }, 400);
  try {
    const made = await createApiKey(app, name, role, {
      ...{ id, team: teamIn(team) },
      ...(email === '' ? {} : { email }),
    });
    return await showKeys(visit, { made }, 201);
  } catch (error) {
    if (error instanceof InvalidInput) {
      const wrong = error.code === 'team_of_nobody' ? 'wrong.team' : 'wrong.address';
      return showKeys(visit, { wrong, given }, 400);
    }
    if (!(error instanceof Refused)) throw error;
    const empty = { name: '', role, email: '', team: '' };
    return showKeys(visit, { wrong: 'wrong.madeAlready', given: empty }, 409);
  }
}

const params = z.object({ id: z.uuid() });
const changes = fields.pick({ email: true, team: true }).extend({
  /** It was told that the key sees everybody's work from then on, and that is meant. */
  seesAll: z.literal('yes').optional(),
});

async function change(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { id } = fieldsOf(params, request.params);
  const { email, team, seesAll } = fieldsOf(changes, request.body);
  try {
    const changed = await changeKey(app, id, {
      ...{ email: email === '' ? null : email, team: teamIn(team) },
      maySeeAll: seesAll === 'yes',
    });
    return changed === null
      ? await showKeys(visit, { isGone: true }, 409)
      : redirect(afterwards('changed', changed.name));
  } catch (error) {
    const isRefused = error instanceof Refused;
    if (!(isRefused || error instanceof InvalidInput)) throw error;
    const word = isRefused ? 'wrong.seesAll' : 'wrong.address';
    return showKeys(visit, { wrongChange: { id, email, team, word } }, isRefused ? 409 : 400);
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
