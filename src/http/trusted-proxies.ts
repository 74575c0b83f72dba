import type { Config } from '../config.ts';

type Trusted = string[] | ((address: string, hop: number) => boolean) | false;

/**
 * Whose `X-Forwarded-For` and `X-Forwarded-Proto` Fastify believes. A number is so many hops from us, whatever their
 * addresses: Fastify itself believes nobody where it is given one.
 */
export function trustedProxies(setting: Config['TRUST_PROXY']): Trusted {
  if (typeof setting === 'number') return (_address, hop) => hop < setting;
  return setting === undefined ? false : [...setting];
}
