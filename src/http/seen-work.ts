import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireSeen } from '../app/require-seen.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { WorkKind } from '../store/within.ts';
import { viewerOf } from './auth.ts';
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

const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);

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
    requireAllSeen(app, request, url, viewer).then(() => done(), done);
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
    const id = params[name];
    if (kind !== 'house' && isId(id)) await requireSeen(app, kind, id, viewer);
  }
  for (const [name, id] of Object.entries(fieldsOf(request.query))) {
    const kind = chosen[name];
    if (kind !== undefined && isId(id)) await requireSeen(app, kind, id, viewer);
  }
}

const isOurs = (url: string) => /^\/(v1|console)\//.test(url);

/** Parameters of a path, each with what stands before it. */
function parametersOf(url: string): { readonly place: string; readonly name: string }[] {
  return [...url.matchAll(/([^/]+)\/:(\w+)/g)].map(([place, , name = '']) => ({ place, name }));
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
