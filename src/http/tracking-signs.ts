import type { FastifyRequest } from 'fastify';
import { isMachine, isMachineOpen } from '../inbound/sources/machine-agents.ts';

/** Whether the reader's program asks not to be followed: Do Not Track, or Global Privacy Control. */
export function asksNotToBeFollowed({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return textOf(headers.dnt) === '1' || textOf(headers['sec-gpc']) === '1';
}

/** Whether a machine asks for a part of a mail, as far as the request tells. Every browser says what it is. */
export function isAutomatic(
  { headers }: Pick<FastifyRequest, 'headers'>,
  what: 'click' | 'open',
): boolean {
  const agent = textOf(headers['user-agent']);
  if (agent === null) return true;
  if (what === 'open') return isMachineOpen(agent);
  const purpose = `${textOf(headers['sec-purpose'])} ${textOf(headers.purpose)} ${textOf(headers['x-moz'])}`;
  return isMachine(agent) || /prefetch|preview/i.test(purpose);
}

function textOf(header: string | string[] | undefined): string | null {
  const text = (Array.isArray(header) ? header.join(', ') : (header ?? '')).trim();
  return text === '' ? null : text;
}

/** How long whoever asked for the head of a link is taken for a scanner when it then asks for the link. */
const headBeforeMs = 60_000;
const rememberedAtMost = 10_000;

/** Remembers which links were asked for with HEAD: programs that look at a link before they follow it do so, readers never. */
export function createHeadMemory(): {
  noteHead(token: string): void;
  hadHead(token: string): boolean;
} {
  const heads = new Map<string, number>();
  return {
    noteHead: (token) => {
      heads.delete(token);
      heads.set(token, performance.now());
      const oldest = heads.keys().next().value;
      if (heads.size > rememberedAtMost && oldest !== undefined) heads.delete(oldest);
    },
    hadHead: (token) => performance.now() - (heads.get(token) ?? -headBeforeMs) < headBeforeMs,
  };
}
