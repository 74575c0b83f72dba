import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { InvalidInput, Refused } from '../errors.ts';
import { giveBackIdempotencyKey, keepAnswer, takeIdempotencyKey } from '../store/idempotency.ts';
import type { HttpContext } from './server.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that this request holds until it is answered. */
    heldKey?: string;
  }
}

const longest = 200;

/**
 * `Idempotency-Key` on every POST under `/v1`: the same key and the same request get the answer of the first; with another
 * request it is refused. A failure on our side is not kept, so that it can be tried again.
 */
export function honourIdempotencyKeys(server: FastifyInstance, { app }: HttpContext): void {
  server.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || request.method !== 'POST' || !request.url.startsWith('/v1/')) return;
    if (typeof key !== 'string' || key === '' || key.length > longest) {
      throw new InvalidInput(
        'invalid_idempotency_key',
        `An Idempotency-Key has 1 to ${longest} characters.`,
      );
    }
    const caller = request.caller?.id ?? '';
    const hash = createHash('sha256')
      .update(`${request.url}\n${JSON.stringify(request.body ?? null)}`)
      .digest();
    const kept = await takeIdempotencyKey(app.db, caller, key, hash, app.clock.machineNow());
    if (kept === null) {
      request.heldKey = key;
      return;
    }
    if (!kept.requestHash.equals(hash)) {
      throw new Refused(
        'idempotency_key_reused',
        'This Idempotency-Key was used for another request.',
      );
    }
    if (kept.status === null) {
      throw new Refused(
        'idempotency_key_in_use',
        'The first request with this Idempotency-Key is under way.',
      );
    }
    await reply.code(kept.status).header('idempotent-replay', 'true').send(kept.response);
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const { heldKey } = request;
    if (heldKey === undefined) return payload;
    const caller = request.caller?.id ?? '';
    if (reply.statusCode >= 500 || typeof payload !== 'string') {
      await giveBackIdempotencyKey(app.db, caller, heldKey);
    } else {
      await keepAnswer(app.db, caller, heldKey, reply.statusCode, JSON.parse(payload));
    }
    return payload;
  });
}
