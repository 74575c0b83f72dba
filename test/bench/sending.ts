/**
 * End-to-end touches per second: due → accepted by SMTP → recorded with its next touch planned, in one process, the mail
 * server in another. Beside it a bare loop, as somebody would write it who promises nothing: Handlebars and pooled
 * nodemailer over as many connections to the same server.
 */
import { enrol } from '../../src/app/enrolling/enrol.ts';
import { runWorker } from '../../src/app/run-worker.ts';
import { waitFor } from '../helpers/wait.ts';
import { bareLoop, compiledHtml, connections } from './bare-loop.ts';
import { type Child, startChild } from './child.ts';
import type { BenchServer, Installation } from './installation.ts';
import { median, type Result, ratioResult } from './result.ts';

const rounds = 3;

export interface SendingOptions {
  readonly mails: number;
  readonly redisUrl: string;
}

export async function benchSending(
  server: BenchServer,
  options: SendingOptions,
): Promise<Result[]> {
  const sink = await startChild('./smtp-sink.ts');
  const smtpUrl = `smtp://127.0.0.1:${sink.said}?ignoreTLS=true`;
  const common = { smtpUrl, connections };
  const onRedis = await server.install({ ...common, redisUrl: options.redisUrl });
  const onPostgres = await server.install(common);
  const figures = { bare: [] as number[], redis: [] as number[], postgres: [] as number[] };
  try {
    const html = await compiledHtml(onRedis);
    await bareLoop(html, Number(sink.said), 1_000);
    for (const one of [onRedis, onPostgres]) await endToEnd(one, sink, 1_000);
    for (let round = 0; round < rounds; round += 1) {
      figures.bare.push(await bareLoop(html, Number(sink.said), options.mails));
      figures.redis.push(await endToEnd(onRedis, sink, options.mails));
      figures.postgres.push(await endToEnd(onPostgres, sink, options.mails));
    }
  } finally {
    await onRedis.close();
    await onPostgres.close();
    await sink.stop();
  }
  const bare = median(figures.bare);
  return [
    ratioResult('touches end to end, queue on Redis', 'a second', median(figures.redis), bare, {
      least: 0.8,
    }),
    ratioResult(
      'touches end to end, queue on PostgreSQL',
      'a second',
      median(figures.postgres),
      bare,
      { least: 0.6 },
    ),
  ];
}

/** @returns touches a second, from the moment the worker starts to the last outcome recorded */
async function endToEnd(installation: Installation, sink: Child, mails: number): Promise<number> {
  const { deps } = installation;
  const { app } = deps;
  const startAt = new Date(Date.now() + 3_600_000);
  const run = `${Date.now()}`;
  for (let from = 0; from < mails; from += 1_000) {
    const candidates = Array.from({ length: Math.min(1_000, mails - from) }, (_, index) => ({
      prospect: {
        email: `p-${run}-${from + index}@example.com`,
        firstName: `Kari ${from + index}`,
        company: 'Nordfrakt AS',
      },
      startAt,
    }));
    await enrol(app, { cadence: 'bench', candidates });
  }
  await app.db.query(
    `update touches set due_at = now() where status = 'scheduled' and step_id = 'one'`,
    [],
  );
  await app.db.query('vacuum analyze touches, enrolments, prospects', []);
  const before = await sink.ask<{ taken: number }>('count');
  const sender = await deps.openSender();
  const startedAt = performance.now();
  const worker = await runWorker(app, sender, {
    backend: deps.backend,
    dispatchIntervalMs: 15_000,
  });
  await waitFor(
    'everything recorded',
    async () => {
      const { rows } = await app.db.query<{ open: boolean }>(
        `select exists (select from touches where step_id = 'one' and status in ('scheduled', 'queued', 'handing_over')) as open`,
        [],
      );
      return rows[0]?.open === false;
    },
    120_000,
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await worker.stop(10_000);
  await sender.transport.close();
  const { taken } = await sink.ask<{ taken: number }>('count');
  if (taken - before.taken !== mails) {
    throw new Error(`the mail server took ${taken - before.taken} mails, not ${mails}`);
  }
  return mails / seconds;
}
