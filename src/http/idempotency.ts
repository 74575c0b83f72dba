import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InvalidInput, Refused } from '../errors.ts';
import { giveBackIdempotencyKey, keepAnswer, takeIdempotencyKey } from '../store/idempotency.ts';
import { viewerOf } from './auth.ts';
import { endHook } from './hook-end.ts';
import type { HttpContext } from './server.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that this request holds until it is answered. */
    heldKey?: string;
    /** The id of what this request makes: the same whenever it is asked with the same key. */
    effectId?: string;
  }
}

const longest = 200;

/** Machine time after which a request that was not answered has died: longer than any takes. */
const lostAfterMs = 5 * 60_000;

/**
 * `Idempotency-Key` on every POST under `/v1`: the same key and the same request get the answer of the first; with another
 * request it is refused. A failure on our side is not kept, so that it can be tried again; should it have come after the
 * deed was done, or the process have died over it, what is asked again finds the deed by `effectId`.
 */
export function honourIdempotencyKeys(server: FastifyInstance, { app }: HttpContext): void {
  /** Whether it was answered as it was before. */
  const replay = async (request: FastifyRequest, reply: FastifyReply, key: string | string[]) => {
    if (typeof key !== 'string' || key === '' || key.length > longest) {
      throw new InvalidInput(
        'invalid_idempotency_key',
        `An Idempotency-Key has 1 to ${longest} characters.`,
      );
    }
    const caller = request.caller?.id ?? '';
    const asked = createHash('sha256').update(
      `${request.url}\n${JSON.stringify(request.body ?? null)}`,
    );
    // A key that sees other work by now is not shown what it saw before.
    const { owners } = viewerOf(request);
    if (owners !== null) asked.update(`\n${JSON.stringify(owners)}`);
    const hash = asked.digest();
    const now = app.clock.machineNow();
    const lostBefore = new Date(now.getTime() - lostAfterMs);
    const kept = await takeIdempotencyKey(app.db, caller, key, hash, now, lostBefore);
    if (kept === null) {
      request.heldKey = key;
      request.effectId = idFrom(
        createHash('sha256').update(`${caller}\n${key}\n`).update(hash).digest(),
      );
      return false;
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
    return true;
  };
  const keep = async (request: FastifyRequest, reply: FastifyReply, key: string, body: unknown) => {
    const caller = request.caller?.id ?? '';
    if (reply.statusCode >= 500 || typeof body !== 'string') {
      await giveBackIdempotencyKey(app.db, caller, key);
    } else {
      await keepAnswer(app.db, caller, key, reply.statusCode, JSON.parse(body));
    }
  };
  // Called back, not async: webhooks pass here by the thousand, and have nothing to wait for.
  server.addHook('preHandler', (request, reply, done) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || request.method !== 'POST' || !request.url.startsWith('/v1/')) {
      return done();
    }
    endHook(replay(request, reply, key), (isAnswered) => (isAnswered ? undefined : done()), done);
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    const { heldKey } = request;
    if (heldKey === undefined) return done(null, payload);
    endHook(keep(request, reply, heldKey, payload), () => done(null, payload), done);
  });
}

/** A UUID of version 8 (RFC 9562): the bits are ours. */
function idFrom(digest: Buffer): string {
  const hex = digest.toString('hex');
  const variant = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `${variant.toString(16)}${hex.slice(18, 20)}`, hex.slice(20, 32)].join('-');
}
