import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { AuditedRoute } from '../domain/audit.ts';
import { readAssets, serveAssets } from './assets.ts';
import { answerErrors } from './errors.ts';
import { guardPages } from './guard.ts';
import { pageHeaders } from './headers.ts';
import { createShow, type Show } from './layout.ts';
import type { Access, ConsoleParts, Page, Route } from './page.ts';
import { pages } from './pages.ts';
import { serveQueues } from './queues.ts';
import { readViews } from './render.ts';
import { visitOf } from './visit.ts';

const largestForm = 1024 * 1024;

const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`;
const routes: readonly Route[] = pages.flatMap((page) => page.routes);
const changing = routes.filter((route) => route.method === 'POST');

/** Who may use which route of the console: the whole table. */
export const accessByRoute: Readonly<Record<string, Access>> = Object.fromEntries(
  routes.map((route) => [nameOf(route), route.access]),
);

const audited: Readonly<Record<string, AuditedRoute>> = Object.fromEntries(
  changing.flatMap(({ audit, ...route }) =>
    typeof audit === 'string' ? [] : [[nameOf(route), audit] as const],
  ),
);
const unaudited: Readonly<Record<string, string>> = Object.fromEntries(
  changing.flatMap(({ audit, ...route }) =>
    typeof audit === 'string' ? [[nameOf(route), audit] as const] : [],
  ),
);

/** The web console, for the server to be handed. */
export const webConsole = { audited, unaudited, register };

/** Its pages stand under `/console`, in a scope with errors, headers and hooks of their own. */
async function register(server: FastifyInstance, parts: ConsoleParts): Promise<void> {
  const assets = await readAssets(pages);
  const show = createShow(parts.app, { assets, pages, render: await readViews() });
  await server.register(
    async (scope) => {
      await scope.register(cookie);
      await scope.register(formbody, { bodyLimit: largestForm });
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers(pageHeaders);
      });
      answerErrors(scope, parts, show);
      guardPages(scope, parts, accessOf);
      for (const page of pages) addRoutes(scope, parts, page, show);
      serveAssets(scope, assets);
    },
    { prefix: '/console' },
  );
  // Whoever opens the address that the start tells, without a path, is a person.
  server.get('/', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) =>
    reply.redirect('/console'),
  );
  await serveQueues(server, parts, show);
}

/** A path that does not exist is nobody's secret. */
function accessOf(method: string, url: string): Access {
  const path = url === '/console/' ? '/console' : url;
  return accessByRoute[`${method === 'HEAD' ? 'GET' : method} ${path}`] ?? 'public';
}

function addRoutes(scope: FastifyInstance, parts: ConsoleParts, page: Page, show: Show): void {
  for (const route of page.routes) {
    scope.route({
      method: route.method,
      url: route.path.slice('/console'.length),
      // The guard of the API lets it pass: `guardPages` decides.
      config: { access: 'public' },
      schema: { hide: true },
      bodyLimit: route.method === 'POST' ? (route.largestForm ?? largestForm) : largestForm,
      handler: async (request, reply) => {
        const visit = visitOf(parts, request, reply);
        return show(visit, page, await route.handle(visit));
      },
    });
  }
}
