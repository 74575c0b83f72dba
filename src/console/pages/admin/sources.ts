import { z } from 'zod';
import { readSources, type SourceStanding } from '../../../app/desk/sources.ts';
import { formatDuration } from '../../../domain/duration.ts';
import type { SourceConfig } from '../../../domain/language/source.ts';
import { saying, sentence } from '../../../domain/sentence.ts';
import { NotFound } from '../../../errors.ts';
import { sign } from '../../../inbound/standard-webhooks.ts';
import { fieldsOf } from '../../forms.ts';
import { type Answer, page, type Route, type Visit } from '../../page.ts';
import { tabsFor } from './tabs.ts';

const access = ['ops'] as const;
const place = '/console/admin/sources';

/** Who posts events, when each was last heard, and whether its door opens. */
export const sourceRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: (visit) => showSources(visit, null) },
  {
    ...{ method: 'POST', path: `${place}/:key/test`, access, handle: test },
    audit: 'posts a sample with dry_run=true: nothing is kept',
  },
];

/** What came of a sample. */
interface Tested {
  readonly key: string;
  readonly status: number;
  readonly body: string;
}

async function showSources(visit: Visit, tested: Tested | null): Promise<Answer> {
  const { app } = visit;
  const data = {
    tabs: tabsFor(visit, 'sources'),
    sources: (await readSources(app)).map((one) => shownSource(visit, one, tested)),
  };
  return page('admin-sources', 'title', data);
}

function shownSource({ app, secretOf }: Visit, standing: SourceStanding, tested: Tested | null) {
  const { config, heardAt, refusals, isSilent } = standing;
  const { key, scheme, secretEnv, expectEvery } = config;
  const own = tested?.key === key ? tested : null;
  return {
    ...{ key, scheme, secretEnv, heardAt, refusals, isSilent },
    url: `${app.publicUrl}/webhooks/${key}`,
    expectEvery: expectEvery === null ? null : formatDuration(expectEvery),
    hasSecret: secretEnv === null || secretFor(config, secretOf) !== null,
    canTest: scheme === 'standard',
    tested: own && { ...own, isGood: own.status < 300, why: refusalIn(own.body) },
  };
}

/** What a refusal says; null where the answer is none. */
function refusalIn(body: string): string | null {
  const read = refusal.safeParse(parsed(body));
  return read.success ? read.data.error.message : null;
}

const refusal = z.object({ error: z.object({ message: z.string() }) });

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function secretFor({ secretEnv }: SourceConfig, secretOf: Visit['secretOf']): string | null {
  const secret = secretEnv === null ? '' : (secretOf(secretEnv)?.trim() ?? '');
  return secret === '' ? null : secret;
}

const params = z.object({ key: z.string().max(64) });

/** Posts a sample through the same door as the source does: its type, its secret, its signature, its reading. */
async function test(visit: Visit): Promise<Answer> {
  const { app, request, secretOf } = visit;
  const { key } = fieldsOf(params, request.params);
  const source = app.workspace.sources.find((one) => one.key === key);
  if (source === undefined || source.scheme !== 'standard') {
    throw new NotFound('unknown_source', ...saying(sentence('source.not-signed', { key })));
  }
  const at = app.clock.machineNow();
  const data = { prospect: { email: 'test@cadence.invalid' }, text: 'Only a test.' };
  const body = JSON.stringify({ type: 'reply.received', timestamp: at.toISOString(), data });
  const id = `test_${app.newId()}`;
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const secret = secretFor(source, secretOf) ?? '';
  const signature = sign(secret, id, timestamp, Buffer.from(body)).toString('base64');
  const answer = await request.server.inject({
    method: 'POST',
    url: `/webhooks/${encodeURIComponent(key)}?dry_run=true`,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
    payload: body,
  });
  return showSources(visit, { key, status: answer.statusCode, body: answer.body.slice(0, 2_000) });
}
