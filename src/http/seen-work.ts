import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireSeen } from '../app/require-seen.ts';
import { unknownWork } from '../app/unknown.ts';
import { storable } from '../domain/storable.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { WorkKind } from '../store/within.ts';
import { viewerOf } from './auth.ts';
import { endHook } from './hook-end.ts';
import type { HttpContext } from './server.ts';

/** What a parameter of a path names, by what stands before it; `house`: nothing that has an owner. */
const named: Readonly<Record<string, WorkKind | 'house'>> = {
  'enrolments/:id': 'enrolment',
  'tasks/:id': 'task',
  'prospects/:id': 'prospect',
  'touches/:id': 'touch',
  'imports/:id': 'import',
  'company-holds/:id': 'company-hold',
  'replies/:id': 'task',
  'hand-overs/:id': 'task',
  'cadences/:key': 'house',
  'mails/:step': 'house',
  'mailboxes/:key': 'house',
  'sources/:key': 'house',
  'publications/:id': 'house',
  'receipts/:id': 'house',
  'webhooks/:id': 'house',
  'keys/:id': 'house',
  'suppressions/:value': 'house',
  'l/:token': 'house',
  'assets/:name': 'house',
};

/** The same of fields of a query that choose what is shown. */
const chosen: Readonly<Record<string, WorkKind>> = {
  task: 'task',
  was: 'task',
  mail: 'touch',
  prospect: 'prospect',
};

const isId = (value: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);

/**
 * The one door to single enrolments, tasks, prospects, mails and imports, of the API and of the console: whoever names one
 * that they do not see gets the answer of one that there is not. Registered in front of the idempotency keys. Whoever sees
 * all passes unasked.
 */
export function keepWorkUnseen(server: FastifyInstance, { app }: HttpContext): void {
  server.addHook('onRoute', ({ url }) => {
    if (!isOurs(url)) return;
    const missing = parametersOf(url).find(({ place }) => named[place] === undefined);
    if (missing === undefined) return;
    throw new Error(`${url}: say in src/http/seen-work.ts what ${missing.place} names`);
  });
  // Nothing is awaited where there is nothing to ask: webhooks come by here, too.
  server.addHook('preHandler', (request, _reply, done) => {
    const url = request.routeOptions.url ?? '';
    const viewer = viewerOf(request);
    if (viewer.owners === null || request.caller === undefined || !isOurs(url)) return done();
    endHook(requireAllSeen(app, request, url, viewer), () => done(), done);
  });
}

async function requireAllSeen(
  app: HttpContext['app'],
  request: FastifyRequest,
  url: string,
  viewer: Viewer,
): Promise<void> {
  const params = fieldsOf(request.params);
  for (const { place, name } of parametersOf(url)) {
    const kind = named[place] ?? 'house';
    if (kind !== 'house') await requireId(app, kind, params[name], viewer);
  }
  for (const [name, value] of Object.entries(fieldsOf(request.query))) {
    const kind = chosen[name];
    if (kind !== undefined && value !== '') await requireId(app, kind, value, viewer);
  }
}

/** What is no id is not looked for: a page might read one out of it all the same. @throws NotFound */
async function requireId(app: HttpContext['app'], kind: WorkKind, value: unknown, viewer: Viewer) {
  const id = String(value);
  if (!isId(id)) throw unknownWork(kind, id);
  await requireSeen(app, kind, id, viewer);
}

const isOurs = (url: string) => /^\/(v1|console)\//.test(url);

/** Parameters of a path, each with what stands before it. */
function parametersOf(url: string): { readonly place: string; readonly name: string }[] {
  return [...url.matchAll(/([^/]+)\/:(\w+)/g)].map(([place, , name = '']) => ({ place, name }));
}

/** As pages read them, who take what cannot be kept out of names and values. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const kept = storable(value ?? {});
  return typeof kept === 'object' && kept !== null ? { ...kept } : {};
}
