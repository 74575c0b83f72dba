import type { FastifyInstance, FastifyReply } from 'fastify';
import type { App } from '../app/context.ts';

/** What a request is to, by the beginning of its route; what is asked by machines about us is not counted. */
const parts: readonly (readonly [string, 'webhooks' | 'api' | 'console' | null])[] = [
  ['/webhooks/', 'webhooks'],
  ['/v1/', 'api'],
  ['/console', 'console'],
  ['/metrics', null],
  ['/healthz', null],
  ['/readyz', null],
];

/** Measures every answer, by part and class of status: few enough numbers, however many routes and people there are. */
export function countRequests(server: FastifyInstance, { metrics }: Pick<App, 'metrics'>): void {
  server.addHook('onResponse', (request, reply, done) => {
    const url = request.routeOptions.url ?? '';
    const known = parts.find(([beginning]) => url.startsWith(beginning));
    const part = known === undefined ? 'public' : known[1];
    if (part !== null && !isStream(reply)) {
      const status = `${Math.floor(reply.statusCode / 100)}xx`;
      metrics.httpSeconds.observe({ part, status }, reply.elapsedTime / 1_000);
    }
    done();
  });
}

/** Open for as long as somebody looks: that says nothing of how fast we are. */
function isStream(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream');
}
