import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createHitRecorder } from '../../app/events/hear-tracking.ts';
import { trackingPaths } from '../../app/sending/track-mail.ts';
import { readClickToken, readOpenToken, type TrackedPart } from '../../email/tracking-token.ts';
import type { Scope } from '../routes.ts';
import type { HttpContext } from '../server.ts';
import { asksNotToBeFollowed, createHeadMemory, isAutomatic } from '../tracking-signs.ts';

const params = z.object({ token: z.string() });

/** An image of one transparent pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const notFound = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>This link does not work</title></head>
<body><main><h1>This link does not work</h1><p>It is not as we sent it. Please open it from the mail again.</p></main></body>
</html>
`;

/** Machine time that hits have to be written in when the server closes. */
const drainWithinMs = 5_000;

/**
 * Links and images of followed mails. The answer goes out first and is the same for everybody: no cookie, no login. A link
 * leads where it led when its mail was signed, and nowhere else, whatever has become of mail and reader.
 */
export function trackingRoutes(scope: Scope, { app }: HttpContext): void {
  const recorder = createHitRecorder(app);
  scope.addHook('onClose', () => recorder.drain(drainWithinMs));
  const heads = createHeadMemory();
  const hidden = { config: { access: 'public' as const }, schema: { hide: true, params } };

  const note = (request: FastifyRequest, token: string, part: TrackedPart) => {
    if (request.method === 'HEAD') return heads.noteHead(token);
    if (asksNotToBeFollowed(request)) return;
    const what = part.url === null ? 'open' : 'click';
    const automatic = isAutomatic(request, what) || heads.hadHead(token);
    recorder.record({ ...part, at: app.clock.now(), automatic });
  };

  scope.get(`${trackingPaths.click}:token`, hidden, async (request, reply) => {
    const { token } = request.params;
    const part = readClickToken(app.keys.tracking, token);
    if (part === null) return unknown(reply);
    note(request, token, part);
    return unkept(reply).code(302).header('location', part.url).send();
  });

  scope.get(`${trackingPaths.open}:token`, hidden, async (request, reply) => {
    const file = request.params.token;
    const token = file.endsWith('.gif') ? file.slice(0, -4) : '';
    const touchId = readOpenToken(app.keys.tracking, token);
    if (touchId === null) return unknown(reply);
    note(request, token, { touchId, url: null });
    // Web mail shows images of other sites, which this header would forbid.
    return unkept(reply)
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('image/gif')
      .send(pixel);
  });
}

function unkept(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
}

function unknown(reply: FastifyReply): FastifyReply {
  return unkept(reply).code(404).type('text/html; charset=utf-8').send(notFound);
}
