import { z } from 'zod';
import type { ReceivedEvent } from '../../app/apply-events.ts';
import { createEventReceiver, tryToReceive } from '../../app/receive-events.ts';
import type { SourceConfig } from '../../domain/language/workspace.ts';
import { InvalidInput, NotAllowed, NotFound } from '../../errors.ts';
import { type ReadItem, readGenericBody } from '../../inbound/generic-event.ts';
import { verifyStandardWebhook } from '../../inbound/standard-webhooks.ts';
import { readReceipt } from '../../store/events.ts';
import { idParams, type Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const refusals: Readonly<Record<string, string>> = {
  missing_signature: 'The headers webhook-id, webhook-timestamp and webhook-signature are needed.',
  bad_signature: 'The signature does not fit this body and the secret of this source.',
  stale_timestamp: 'The time stamp is more than five minutes old.',
  future_timestamp: 'The time stamp lies more than five minutes ahead.',
};

export function webhookRoutes(scope: Scope, { app, secretOf }: HttpContext): void {
  const receive = createEventReceiver(app);
  const sources = new Map(app.workspace.sources.map((source) => [source.key, source]));
  for (const source of sources.values()) {
    if (secretsOf(source, secretOf).length > 0) continue;
    app.log.warn({ source: source.key, variable: source.secretEnv }, 'a source has no secret');
  }
  // The signature covers the bytes, so nobody may parse them before.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  // What is refused leaves no trace but a counter.
  scope.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 400 || !request.url.startsWith('/webhooks/')) return;
    app.metrics.webhooksRefused.inc({ code: String(reply.statusCode) });
  });

  scope.post(
    '/webhooks/:source',
    {
      config: { access: 'public' },
      // Headers for browsers: no browser posts here, and they would take a tenth of the time of an answer.
      helmet: false,
      schema: {
        summary: 'Events from CRMs and mail providers, signed',
        description:
          'With dry_run=true the receipts say what would become of the events, and nothing is kept.',
        params: z.object({ source: z.string().max(64) }),
        querystring: z.object({ dry_run: z.enum(['true', 'false']).optional() }),
        security: [],
      },
    },
    async (request, reply) => {
      const source = sources.get(request.params.source);
      if (source === undefined || source.scheme !== 'standard') {
        throw new NotFound('unknown_source', 'There is no such source in workspace.yaml.');
      }
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const verified = verifyStandardWebhook({
        headers: request.headers,
        rawBody,
        secrets: secretsOf(source, secretOf),
        machineNow: app.clock.machineNow(),
      });
      if (!verified.ok)
        throw new NotAllowed(verified.code, refusals[verified.code] ?? verified.code);
      const { webhookId } = verified;
      const { key, stageMap } = source;
      const read = readGenericBody(rawBody, { source: key, webhookId, stageMap });
      if (!read.ok) throw new InvalidInput('unreadable', read.message);
      const events = read.items.map((item) => toReceived(item, key));
      const dryRun = request.query.dry_run === 'true';
      const receipts = await (dryRun ? tryToReceive(app, events) : receive(events));
      return reply.code(202).send({ receipts });
    },
  );

  scope.get(
    '/v1/receipts/:id',
    {
      config: { access: ['crm', 'ops'] },
      schema: { summary: 'What became of an event', params: idParams },
    },
    async (request) => {
      const receipt = await readReceipt(app.db, request.params.id);
      if (receipt === null)
        throw new NotFound('unknown_receipt', `There is no receipt ${request.params.id}.`);
      return receipt;
    },
  );
}

/** A secret without a byte in it counts as not set: nobody may sign with nothing. */
function secretsOf(source: SourceConfig, secretOf: HttpContext['secretOf']): string[] {
  const names = [source.secretEnv, source.previousSecretEnv];
  const secrets = names.map((name) => (name === null ? '' : (secretOf(name)?.trim() ?? '')));
  return secrets.filter(
    (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length > 0,
  );
}

function toReceived(item: ReadItem, source: string): ReceivedEvent {
  if ('event' in item) {
    const { eventId, type, occurredAt } = item.event;
    return { source, eventId, type, occurredAt, event: item.event };
  }
  const { eventId, type, occurredAt } = item;
  return { source, eventId, type, occurredAt, event: null };
}
