import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/context.ts';
import { grantMailWish, type MailWish } from '../../app/people/choose-mail.ts';
import {
  type LinkHolder,
  type MailStanding,
  readStanding,
  standingOfErased,
} from '../../app/people/mail-standing.ts';
import { suppress } from '../../app/people/suppress.ts';
import { normaliseAddress } from '../../domain/address.ts';
import { type MailScope, mailScopes } from '../../domain/mail-choice.ts';
import { readUnsubscribeToken } from '../../email/unsubscribe.ts';
import { readCurrentVersion, readMailLocale } from '../../store/cadences.ts';
import { readEnrolment } from '../../store/enrolments.ts';
import { type Prospect, readProspect } from '../../store/prospects.ts';
import { optOutHeaders, optOutPage } from '../opt-out-page.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';

const params = z.object({ token: z.string() });

/**
 * One-click opt-out (RFC 8058) and preferences: the POST acts, a GET only shows a page, since mail scanners follow links. No
 * login, no cookie; doing it twice is the same as once. A POST that is none of the page's own is the one click: everything.
 */
export function optOutRoutes(scope: Scope, { app }: HttpContext): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_request, body, done) => done(null, body),
  );
  const hidden = { config: { access: 'public' as const }, schema: { hide: true, params } };

  scope.get('/u/:token', hidden, async (request, reply) => {
    const reader = await readerOf(app, request.params.token);
    if (reader.is === 'unknown') return showUnknown(reply, reader);
    const standing = await standingFor(app, reader);
    return showStanding(reply, reader, standing);
  });

  scope.post('/u/:token', hidden, async (request, reply) => {
    const reader = await readerOf(app, request.params.token);
    if (reader.is === 'unknown') return showUnknown(reply, reader);
    const wish = wishIn(request.body);
    const undone = wish.do === 'take-back';
    return showStanding(reply, reader, { ...(await grant(app, reader, wish)), undone });
  });
}

/** What the form of the page says; anything else is a click on the header of the mail. */
function wishIn(body: unknown): MailWish {
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  const scope = mailScopes.find((one) => one === form.get('scope'));
  const undo = z.uuid().safeParse(form.get('undo'));
  if (form.has('List-Unsubscribe')) return { do: 'choose', scope: 'all' };
  if (undo.success) return { do: 'take-back', choice: undo.data };
  const instead = z.uuid().safeParse(form.get('instead')).data;
  return { do: 'choose', scope: scope ?? 'all', instead };
}

type Reader =
  | { readonly is: 'unknown'; readonly locale: string | null }
  | {
      readonly is: 'known';
      readonly prospect: Prospect;
      readonly locale: string | null;
      /** Null where the enrolment of the link is gone, or its person: then there is nothing to choose but everything. */
      readonly holder: LinkHolder | null;
    };
type Known = Extract<Reader, { is: 'known' }>;

/**
 * Who holds the link, and the language that they are written to in: the prospect's, else the cadence's, else that of the
 * template of their last mail, else the sender's.
 */
async function readerOf(app: App, token: string): Promise<Reader> {
  const ours = app.workspace.mailboxes[0]?.locale ?? null;
  const claim = readUnsubscribeToken(app.keys.unsubscribe, token);
  const prospect = claim === null ? null : await readProspect(app.db, claim.prospectId);
  if (claim === null || prospect === null) return { is: 'unknown', locale: ours };
  const enrolment = await readEnrolment(app.db, claim.enrolmentId);
  const cadenceKey = enrolment?.prospectId === prospect.id ? enrolment.cadence : null;
  const version = cadenceKey === null ? null : await readCurrentVersion(app.db, cadenceKey);
  const { prospectId, enrolmentId } = claim;
  const locale =
    prospect.locale ??
    version?.definition.locale ??
    (await readMailLocale(app.db, prospectId, enrolmentId)) ??
    ours;
  const address = prospect.erasedAt === null ? normaliseAddress(prospect.email) : null;
  const holder =
    cadenceKey === null || address === null
      ? null
      : { prospectId, enrolmentId, address, cadenceKey };
  return { is: 'known', prospect, locale, holder };
}

const nothing: MailStanding = { scope: null, until: null, takeBack: null };

async function standingFor(app: App, { holder, prospect }: Known): Promise<MailStanding> {
  if (holder !== null) return readStanding(app, app.db, holder);
  return prospect.erasedAt === null ? nothing : standingOfErased;
}

async function grant(app: App, { holder, prospect }: Known, wish: MailWish) {
  if (holder !== null) return grantMailWish(app, holder, wish);
  if (prospect.erasedAt !== null) return { ...standingOfErased, inFlight: false };
  const { inFlight } = await suppress(app, {
    value: prospect.email,
    reason: 'opted_out',
    source: 'opt-out link',
  });
  return { ...nothing, scope: 'all' as const, inFlight };
}

function offeredTo({ holder }: Known, { scope, takeBack }: MailStanding): readonly MailScope[] {
  if (scope === 'all' && takeBack === null) return [];
  if (holder === null) return ['all'];
  // A pause would give mails back that the page does not give back any more.
  return scope === 'cadence' && takeBack === null ? ['all', 'cadence'] : mailScopes;
}

function showStanding(
  reply: FastifyReply,
  reader: Known,
  standing: MailStanding & { readonly inFlight?: boolean; readonly undone?: boolean },
): FastifyReply {
  const { inFlight = false, undone = false } = standing;
  const offered = offeredTo(reader, standing);
  const view = { is: 'standing', ...standing, offered, inFlight, undone } as const;
  return show(reply).send(optOutPage(view, reader.locale));
}

function showUnknown(reply: FastifyReply, { locale }: Reader): FastifyReply {
  return show(reply)
    .code(404)
    .send(optOutPage({ is: 'unknown' }, locale));
}

function show(reply: FastifyReply): FastifyReply {
  return reply.headers(optOutHeaders).type('text/html; charset=utf-8');
}
