import Fastify, { type FastifyInstance } from 'fastify';
import type { App } from '../app/context.ts';
import { createMetricsPage } from '../app/metrics-page.ts';

/** What a worker that runs alone says of itself: `/metrics` for Prometheus, `/healthz` for whoever restarts it. It does not listen yet. */
export function buildMetricsServer(
  app: App,
  secretOf: (environmentName: string) => string | undefined,
): FastifyInstance {
  const server = Fastify({ logger: false });
  const page = createMetricsPage(app, secretOf);
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/metrics', async (_request, reply) => reply.type(page.type).send(await page.text()));
  return server;
}
