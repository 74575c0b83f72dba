import { silences } from '../../app/events/source-silence.ts';
import { unreadInboxes } from '../../app/intake/inbox-checks.ts';
import { createMetricsPage } from '../../app/metrics-page.ts';
import { oldestDueAt } from '../../store/dispatch.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

/** Due for longer than this means that nobody sends. */
const oldestDueAtMostMs = 5 * 60_000;

export function healthRoutes(scope: Scope, { app, secretOf }: HttpContext): void {
  const open = (summary: string) => ({
    config: { access: 'public' as const },
    schema: { summary, security: [] },
  });

  scope.get('/healthz', open('The process lives'), async () => ({ status: 'ok' }));

  scope.get('/readyz', open('Database and queue answer'), async (_request, reply) => {
    const checks = {
      database: await works(() => app.db.query('select 1')),
      queue: await works(() => app.queue.outstanding()),
    };
    const ready = checks.database && checks.queue;
    const now = app.clock.now();
    const oldest = checks.database ? await oldestDueAt(app.db, now) : null;
    const silent = checks.database ? (await silences(app)).filter((one) => one.isSilent) : [];
    const unread = checks.database ? await unreadInboxes(app, secretOf).catch(() => []) : [];
    const lateMs = oldest === null ? 0 : now.getTime() - oldest.getTime();
    const status = ready ? (lateMs > oldestDueAtMostMs ? 'late' : 'ok') : 'unavailable';
    return reply.code(ready ? 200 : 503).send({
      status,
      ...checks,
      oldestDueSeconds: Math.round(lateMs / 1_000),
      unreadMailboxes: unread,
      silentSources: silent.map(({ source, since }) => ({ source, since })),
    });
  });

  const page = createMetricsPage(app, secretOf);
  scope.get(
    '/metrics',
    { ...open('Prometheus metrics'), schema: { hide: true } },
    async (_request, reply) => reply.type(page.type).send(await page.text()),
  );
}

async function works(check: () => Promise<unknown>): Promise<boolean> {
  return check().then(
    () => true,
    () => false,
  );
}
