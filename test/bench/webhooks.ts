/**
 * Webhooks per second: signature, matching, the state machine, history, one commit before the answer. Every request is a reply
 * that pauses an enrolment of its own. Beside it bare Fastify that parses the same body and inserts one row.
 */
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { enrol } from '../../src/app/enrolling/enrol.ts';
import { type Child, startChild } from './child.ts';
import { type BenchServer, benchSecret, type Installation } from './installation.ts';
import type { LoadAnswer, LoadRequest } from './load.ts';
import { limitResult, median, type Result, ratioResult } from './result.ts';

const connections = 64;
const rounds = 5;

export async function benchWebhooks(server: BenchServer, requests: number): Promise<Result[]> {
  const installation = await server.install();
  const child = await startChild('./load.ts');
  const bare = await openBare(installation);
  const api = await installation.deps.openApi(0);
  const ours = { port: Number(new URL(api.url).port), path: '/webhooks/crm' };
  const rates = {
    bare: [] as number[],
    ours: [] as number[],
    p99: [] as number[],
    bareP99: [] as number[],
  };
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const emails = await enrolPeople(installation, requests, `r${round}`);
      const bareAnswer = await post(child, { ...bare, emails });
      const answer = await post(child, { ...ours, emails });
      // The first round warms up.
      if (round === 0) continue;
      rates.bare.push(bareAnswer.perSecond);
      rates.bareP99.push(bareAnswer.p99Ms);
      rates.ours.push(answer.perSecond);
      rates.p99.push(answer.p99Ms);
    }
  } finally {
    await child.stop();
    await api.close();
    await bare.close();
    await installation.close();
  }
  return [
    ratioResult(
      'webhooks, applied before the answer',
      'a second',
      median(rates.ours),
      median(rates.bare),
      { least: 0.5 },
    ),
    limitResult(
      `webhooks, p99 over ${connections} connections`,
      'ms',
      median(rates.p99),
      250,
      median(rates.bareP99),
    ),
  ];
}

async function post(
  child: Child,
  work: Pick<LoadRequest, 'port' | 'path' | 'emails'>,
): Promise<LoadAnswer> {
  const { port, path, emails } = work;
  const request: LoadRequest = { port, path, emails, connections, secret: benchSecret };
  const answer = await child.ask<LoadAnswer>(request);
  if (answer.refused > 0) throw new Error(`${answer.refused} requests were refused on ${path}`);
  return answer;
}

/** People with an enrolment each that waits for its start. */
export async function enrolPeople(
  { deps }: Installation,
  count: number,
  prefix: string,
): Promise<string[]> {
  const emails = Array.from({ length: count }, (_, index) => `${prefix}-${index}@example.com`);
  for (let from = 0; from < count; from += 1_000) {
    const candidates = emails.slice(from, from + 1_000).map((email) => ({
      prospect: { email },
      startAt: new Date(Date.now() + 86_400_000),
    }));
    await enrol(deps.app, { cadence: 'waiting', candidates });
  }
  await deps.app.db.query('vacuum analyze');
  return emails;
}

async function openBare({ deps }: Installation) {
  const { db } = deps.app;
  await db.query(
    `create table bare_events (id uuid primary key default gen_random_uuid(), event_id text not null unique,
                               type text not null, event jsonb not null, received_at timestamptz not null default now())`,
  );
  const server = Fastify({ logger: false });
  server.post('/bare', async (request, reply) => {
    const body = request.body as { readonly type: string };
    const { rows } = await db.query<{ id: string }>({
      name: 'bare-event',
      text: 'insert into bare_events (event_id, type, event) values ($1, $2, $3) returning id',
      values: [request.headers['webhook-id'], body.type, JSON.stringify(body)],
    });
    return reply.code(202).send({ receipts: [{ id: rows[0]?.id }] });
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  return { port, path: '/bare', close: () => server.close() };
}
