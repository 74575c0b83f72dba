import { createBullBoard } from '@bull-board/api';
import { FastifyAdapter } from '@bull-board/fastify';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openQueueBoard, type QueueBoard } from '../queue/queue-board.ts';
import { answerErrors, errorPages } from './errors.ts';
import { letIn } from './guard.ts';
import { pageHeaders, queuesHeaders } from './headers.ts';
import type { Show } from './layout.ts';
import type { ConsoleParts } from './page.ts';

const place = '/queues';

/**
 * The queues as bull-board shows them, for admins who have logged in. They are only looked at: none of its routes that change
 * something is there. PostgreSQL knows what is due; a wake-up that is taken away comes back by itself.
 */
export async function serveQueues(
  server: FastifyInstance,
  parts: ConsoleParts,
  show: Show,
): Promise<void> {
  let opened: QueueBoard | null = null;
  const adapter = readingAdapter();
  const { setQueues } = createBullBoard({ queues: [], serverAdapter: adapter, options });
  /** Opened for the first who looks: nobody else needs these connections. */
  const board = () => {
    if (opened !== null) return opened;
    opened = openQueueBoard(parts.queueBackend, parts.app.log);
    setQueues(opened.queues);
    return opened;
  };
  server.addHook('onClose', async () => opened?.close());
  const answerError = errorPages(parts, show);
  await server.register(
    async (scope) => {
      await scope.register(cookie);
      // The guard of the API lets it pass: the one of the console decides.
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'public' };
      });
      // Answered here, since bull-board would answer what is thrown with JSON of its own.
      scope.addHook('onRequest', async (request, reply) => {
        reply.headers(queuesHeaders);
        try {
          await letIn(parts, [], request, reply);
          if (isBoard(request)) await board().answers();
          else board();
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          return answerError(error, request, reply.headers(pageHeaders));
        }
      });
      scope.addHook('onSend', async (request, _reply, payload) =>
        isBoard(request) && typeof payload === 'string' ? withinPolicy(payload) : payload,
      );
      answerErrors(scope, parts, show);
      await scope.register(adapter.registerPlugin());
    },
    { prefix: place },
  );
}

/** Whether it is the page itself that is asked for, and not what it loads. */
function isBoard({ routeOptions: { url } }: FastifyRequest): boolean {
  return url !== undefined && !/^\/queues\/(api|static)\//.test(url);
}

/** Without the fonts of another site and the styles of what stands there while it loads, which the policy would keep out. */
function withinPolicy(html: string): string {
  return html
    .replace(/<link href="https:[^>]*>/g, '')
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/ style="[^"]*"/g, '');
}

const options = {
  uiConfig: {
    boardTitle: 'Cadence',
    hideDocsLink: true,
    miscLinks: [{ text: 'Back to the console', url: '/console/admin/health' }],
  },
};

/** bull-board's own, without what changes something. */
function readingAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter();
  const setAll = adapter.setApiRoutes.bind(adapter);
  adapter.setApiRoutes = (routes) => setAll(routes.filter(({ method }) => method === 'get'));
  return adapter.setBasePath(place);
}
