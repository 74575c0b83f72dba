import { isIP } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Per address of the network and machine minute. A key is 192 bits long: this spares the database, not the key. */
const wrongKeysAtMost = 60;
const strangersAtMost = 300;
const windowMs = 60_000;

/** Per address of the network: an office is behind one. */
const linksAtMost = 30;
const linksWindowMs = 15 * 60_000;

/**
 * By what callers are counted: their address (IPv6: the /64), without the port that some proxies write behind it, each
 * connection of a caller having another. What a proxy has written that is no address counts for the proxy.
 */
function keyGenerator({ ip, socket }: FastifyRequest): string {
  const [, bare = ip] = /^\[([^\]]+)\](?::\d+)?$/.exec(ip) ?? /^([\d.]+):\d+$/.exec(ip) ?? [];
  return normalizeIP(isIP(bare) === 0 ? (socket.remoteAddress ?? '') : bare);
}

/**
 * Counts one failed login.
 *
 * @returns the seconds to wait, or null while there were not too many
 */
export type CountFailedLogin = (
  request: FastifyRequest,
  gaveKey: boolean,
) => Promise<number | null>;

/**
 * Counts requests without a key and with a wrong one by their address. A good key is never limited,
 * however many wrong ones come from the same address: behind a proxy that is not in `TRUST_PROXY` everybody has the same.
 */
export function countFailedLogins(server: FastifyInstance): CountFailedLogin {
  const wrongKeys = server.createRateLimit({
    max: wrongKeysAtMost,
    timeWindow: windowMs,
    keyGenerator,
  });
  const strangers = server.createRateLimit({
    max: strangersAtMost,
    timeWindow: windowMs,
    keyGenerator,
  });
  return async (request, gaveKey) => {
    const limit = await (gaveKey ? wrongKeys : strangers)(request);
    return !limit.isAllowed && limit.isExceeded ? Math.max(1, limit.ttlInSeconds) : null;
  };
}

/**
 * Counts one link that is asked for.
 *
 * @returns the seconds to wait, or null while there were not too many
 */
export type CountAskedLink = (request: FastifyRequest) => Promise<number | null>;

/** Counts links that are asked for by IP address, whoever they are for: nobody is sent mail without end through us. */
export function countAskedLinks(server: FastifyInstance): CountAskedLink {
  const links = server.createRateLimit({
    max: linksAtMost,
    timeWindow: linksWindowMs,
    keyGenerator,
  });
  return async (request) => {
    const limit = await links(request);
    return !limit.isAllowed && limit.isExceeded ? Math.max(1, limit.ttlInSeconds) : null;
  };
}
