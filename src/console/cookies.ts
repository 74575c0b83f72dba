import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionMs } from '../app/sessions.ts';

/** Session: who has logged in. Visitor: one browser, for the tokens of its forms. The others are choices. */
export const cookies = {
  session: 'cadence_session',
  visitor: 'cadence_visitor',
  language: 'cadence_language',
  theme: 'cadence_theme',
} as const;

/** All of them: the queues stand beside the console. The API looks at no cookie. */
const path = '/';

const choicesForMs = 365 * 86_400_000;

/**
 * Sets a cookie that scripts do not see and other sites do not send along, but for a link that is followed.
 *
 * @param isSafe  the installation is reached by https alone
 */
export function setCookie(
  reply: FastifyReply,
  name: keyof typeof cookies,
  value: string,
  isSafe: boolean,
): void {
  const maxAge = (name === 'session' ? sessionMs : choicesForMs) / 1_000;
  const reach = { path, httpOnly: true, sameSite: 'lax', secure: isSafe } as const;
  reply.setCookie(cookies[name], value, { ...reach, maxAge });
}

export function clearCookie(reply: FastifyReply, name: keyof typeof cookies): void {
  reply.clearCookie(cookies[name], { path });
}

/** A cookie as it came; undefined where there is none. */
export function cookieOf(request: FastifyRequest, name: keyof typeof cookies): string | undefined {
  return request.cookies[cookies[name]];
}
