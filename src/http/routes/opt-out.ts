import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/context.ts';
import { suppress } from '../../app/suppress.ts';
import { readUnsubscribeToken } from '../../email/unsubscribe.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import { readEnrolment } from '../../store/enrolments.ts';
import { type Prospect, readProspect } from '../../store/prospects.ts';
import { type OptOutStep, optOutPage } from '../opt-out-page.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const params = z.object({ token: z.string() });

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
  const hidden = { config: { access: 'public' as const }, schema: { hide: true, params } };

  scope.get('/u/:token', hidden, async (request, reply) => {
    const reader = await readerOf(app, request.params.token);
    return showPage(reply, reader, reader.prospect === null ? 'unknown' : 'ask');
  });

  scope.post('/u/:token', hidden, async (request, reply) => {
    const reader = await readerOf(app, request.params.token);
    const { prospect } = reader;
    if (prospect !== null && prospect.erasedAt === null) {
      await suppress(app, { value: prospect.email, reason: 'opted_out', source: 'opt-out link' });
    }
    return showPage(reply, reader, prospect === null ? 'unknown' : 'done');
  });
}

interface Reader {
  /** Null when the token is not one of ours. */
  readonly prospect: Prospect | null;
  readonly locale: string | null;
}

/** Who holds the link, and the language of the mail that it stood in: the prospect's, else the cadence's, else the sender's. */
async function readerOf(app: App, token: string): Promise<Reader> {
  const ours = app.workspace.mailboxes[0]?.locale ?? null;
  const claim = readUnsubscribeToken(app.keys.unsubscribe, token);
  const prospect = claim === null ? null : await readProspect(app.db, claim.prospectId);
  if (claim === null || prospect === null) return { prospect: null, locale: ours };
  if (prospect.locale !== null) return { prospect, locale: prospect.locale };
  const enrolment = await readEnrolment(app.db, claim.enrolmentId);
  const version = enrolment === null ? null : await readCurrentVersion(app.db, enrolment.cadence);
  return { prospect, locale: version?.definition.locale ?? ours };
}

function showPage(reply: FastifyReply, reader: Reader, step: OptOutStep): FastifyReply {
  return reply
    .code(step === 'unknown' ? 404 : 200)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(optOutPage(step, reader.locale));
}
