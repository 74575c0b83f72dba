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
  // Looked up once each: to find a series by its labels takes longer than to count in it, which counts with webhooks.
  const observers = new Map<string, { observe(seconds: number): void }>();
  const observerOf = (part: string, statusClass: number) => {
    const key = `${part}${statusClass}`;
    const known = observers.get(key);
    if (known !== undefined) return known;
    const made = metrics.httpSeconds.labels({ part, status: `${statusClass}xx` });
    observers.set(key, made);
    return made;
  };
  server.addHook('onResponse', (request, reply, done) => {
    const url = request.routeOptions.url ?? '';
    const known = parts.find(([beginning]) => url.startsWith(beginning));
    const part = known === undefined ? 'public' : known[1];
    if (part !== null && !isStream(reply)) {
      const statusClass = Math.floor(reply.statusCode / 100);
      observerOf(part, statusClass).observe(reply.elapsedTime / 1_000);
    }
    done();
  });
}

/** Open for as long as somebody looks: that says nothing of how fast we are. */
function isStream(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream');
}
