import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createEventReceiver, tryToReceive } from '../../app/events/receive-events.ts';
import { toReceived } from '../../app/events/received-item.ts';
import { createRefusalNotes } from '../../app/events/source-refusals.ts';
import { createHeardNotes } from '../../app/events/source-silence.ts';
import { NotAllowed, NotFound } from '../../errors.ts';
import { sourceAdapters } from '../../inbound/sources/registry.ts';
import { callOut, createCertificates } from '../call-out.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';
import { secretsOf, takeIn } from '../webhook-intake.ts';

/** Of sources that bring whole mails, with their attachments in base64. */
const largestMail = 26 * 1024 * 1024;

export function webhookRoutes(scope: Scope, context: HttpContext): void {
  const { app, secretOf } = context;
  const { sources } = app.workspace;
  for (const source of sources) {
    if (source.secretEnv === null || secretsOf(source, secretOf).length > 0) continue;
    app.log.warn({ source: source.key, variable: source.secretEnv }, 'a source has no secret');
  }
  // The signature covers the bytes, so nobody may parse them before.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  const keys = new Set(sources.map(({ key }) => key));
  // What is refused leaves no trace but counters, and its body where that was signed well and could not be read.
  scope.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode < 400 || !request.url.startsWith('/webhooks/')) return done();
    const key = request.url.slice('/webhooks/'.length).split('?', 1)[0] ?? '';
    const source = keys.has(key) ? key : 'unknown';
    app.metrics.webhooksRefused.inc({ source, code: String(reply.statusCode) });
    done();
  });
  const answer = createAnswer(context);
  const config = { access: 'public' } as const;
  // Headers for browsers: no browser posts here, and they would take a tenth of the time of an answer.
  const helmet = false as const;
  const querystring = z.object({ dry_run: z.enum(['true', 'false']).optional() });
  const schema = {
    summary: 'Events from CRMs and mail providers, signed',
    description:
      'With dry_run=true the receipts say what would become of the events, and nothing is kept.',
    params: z.object({ source: z.string().max(64) }),
    querystring,
    security: [],
  };
  scope.post('/webhooks/:source', { config, helmet, schema }, (request, reply) =>
    answer(request, reply, request.params.source),
  );
  for (const { key, scheme } of sources) {
    if (sourceAdapters[scheme].bringsMails !== true) continue;
    scope.post(
      `/webhooks/${key}`,
      { config, helmet, bodyLimit: largestMail, schema: { hide: true, querystring } },
      (request, reply) => answer(request, reply, key),
    );
  }
}

/** A request as the routes give it on. */
type WebhookRequest = FastifyRequest & {
  readonly query: { readonly dry_run?: string | undefined };
};

/** Makes the function that answers a request to the source of a key. */
function createAnswer(context: HttpContext) {
  const { app, secretOf } = context;
  const receive = createEventReceiver(app);
  const noteHeard = createHeardNotes(app);
  const noteRefused = createRefusalNotes(app);
  const callOutTo = context.callOut ?? callOut;
  const intake = { app, secretOf, certificateOf: createCertificates(callOutTo) };
  const sources = new Map(app.workspace.sources.map((source) => [source.key, source]));
  const answerTo = async (request: WebhookRequest, reply: FastifyReply, key: string) => {
    const source = sources.get(key);
    if (source === undefined) {
      throw new NotFound('unknown_source', 'There is no such source in workspace.yaml.');
    }
    const isTrial = request.query.dry_run === 'true';
    const read = await takeIn(intake, source, request, isTrial).catch(async (error: unknown) => {
      if (error instanceof NotAllowed) await noteRefused(source.key, error.code);
      throw error;
    });
    if (read.confirm !== undefined && !isTrial) await callOutTo(read.confirm);
    const now = app.clock.now();
    const events = read.items.flatMap((item) => toReceived(app, item, source, now));
    const receipts = await (isTrial ? tryToReceive(app, events) : receive(events));
    if (!isTrial) await noteHeard(source);
    const own = isTrial ? undefined : sourceAdapters[source.scheme].answer;
    if (own !== undefined) return reply.code(200).type(own.type).send(own.body);
    return reply.code(202).send({ receipts });
  };
  const { tracing } = app;
  if (tracing === undefined) return answerTo;
  return (request: WebhookRequest, reply: FastifyReply, key: string) => {
    // A key that is none is whatever somebody wrote.
    const attributes = { 'cadence.source': sources.has(key) ? key : 'unknown' };
    const work = () => answerTo(request, reply, key);
    return tracing.span('POST /webhooks/:source', { kind: 'server', attributes }, work);
  };
}
