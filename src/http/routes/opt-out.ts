import { z } from 'zod';
import { suppress } from '../../app/suppress.ts';
import { readUnsubscribeToken } from '../../email/unsubscribe.ts';
import { readProspect } from '../../store/prospects.ts';
import { optOutPage } from '../opt-out-page.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const params = z.object({ token: z.string().max(200) });

/**
 * One-click opt-out (RFC 8058): the POST acts, a GET only shows a page, since mail scanners follow links. No login, no
 * cookie; doing it twice is the same as once.
 */
export function optOutRoutes(scope: Scope, { app }: HttpContext): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_request, _body, done) => done(null, undefined),
  );
  const personOf = async (token: string) => {
    const claim = readUnsubscribeToken(app.keys.unsubscribe, token);
    return claim === null ? null : readProspect(app.db, claim.prospectId);
  };
  const hidden = { config: { access: 'public' as const }, schema: { hide: true, params } };

  scope.get('/u/:token', hidden, async (request, reply) => {
    const prospect = await personOf(request.params.token);
    const step = prospect === null ? 'unknown' : 'ask';
    return reply
      .code(prospect === null ? 404 : 200)
      .type('text/html; charset=utf-8')
      .send(optOutPage(step, prospect?.locale ?? app.workspace.mailboxes[0]?.locale ?? null));
  });

  scope.post('/u/:token', hidden, async (request, reply) => {
    const prospect = await personOf(request.params.token);
    const known = prospect !== null && prospect.erasedAt === null;
    if (known) {
      await suppress(app, { value: prospect.email, reason: 'opted_out', source: 'opt-out link' });
    }
    return reply
      .code(prospect === null ? 404 : 200)
      .type('text/html; charset=utf-8')
      .send(optOutPage(prospect === null ? 'unknown' : 'done', prospect?.locale ?? null));
  });
}
