/** What a webhook goes through before its events are applied: type, secret, signature, token, reading. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { App } from '../app/context.ts';
import { keepUnreadable } from '../app/events/unreadable.ts';
import type { SourceConfig } from '../domain/language/source.ts';
import { inEnglish } from '../domain/sentence.ts';
import { InvalidInput, NotAllowed } from '../errors.ts';
import type {
  RefusalCode,
  SourceAdapter,
  SourceBody,
  SourceRequest,
  Trust,
} from '../inbound/sources/adapter.ts';
import { mediaTypesOf, sourceAdapters } from '../inbound/sources/registry.ts';
import { mayUseToken, useToken } from '../store/webhook-tokens.ts';

export interface Intake {
  readonly app: App;
  readonly secretOf: (environmentName: string) => string | undefined;
  readonly certificateOf: Trust['certificateOf'];
}

/**
 * Verifies and reads a request.
 *
 * @throws NotAllowed with a refusal code; InvalidInput `unreadable`; 415
 */
export async function takeIn(
  intake: Intake,
  source: SourceConfig,
  request: FastifyRequest,
  isTrial: boolean,
): Promise<Extract<SourceBody, { readonly ok: true }>> {
  const adapter = sourceAdapters[source.scheme];
  refuseOtherTypes(request, source);
  const raw = toSourceRequest(intake.app, request);
  const trust: Trust = {
    secrets: secretsOf(source, intake.secretOf),
    machineNow: intake.app.clock.machineNow(),
    source,
    certificateOf: intake.certificateOf,
  };
  const verified = await adapter.verify(raw, trust);
  if (!verified.ok) throw refusal(verified.code, adapter);
  const read = await adapter.read(raw, source);
  if (!read.ok) {
    const id = isTrial ? null : await keepUnreadable(intake.app, source.key, raw, read.said);
    const { said } = read;
    const details = id === null ? undefined : { id };
    throw new InvalidInput('unreadable', inEnglish(said), details, { said });
  }
  if (verified.token !== undefined) {
    const use = isTrial ? mayUseToken : useToken;
    const hash = createHash('sha256').update(raw.rawBody).digest();
    const { app } = intake;
    if (!(await use(app.db, source.key, verified.token, hash, trust.machineNow))) {
      throw refusal('used_token', adapter);
    }
  }
  return read;
}

function refuseOtherTypes(request: FastifyRequest, { scheme }: SourceConfig): void {
  const given = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const taken = mediaTypesOf(scheme);
  if (taken.includes(given)) return;
  const message = `A source of scheme ${scheme} takes ${taken.join(', ')}, not ${given || 'a body without a type'}.`;
  throw Object.assign(new Error(message), { statusCode: 415 });
}

function toSourceRequest(app: App, request: FastifyRequest): SourceRequest {
  return {
    method: request.method,
    url: `${app.publicUrl}${request.url}`,
    headers: request.headers,
    rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

const refusals: Readonly<Record<Exclude<RefusalCode, 'missing_signature'>, string>> = {
  bad_signature: 'The signature does not fit this body and the secret of this source.',
  stale_timestamp: 'The time stamp is more than five minutes old (an hour, from Amazon SNS).',
  future_timestamp: 'The time stamp lies more than five minutes ahead.',
  topic_not_allowed: 'This topic is not among the `topics` of this source.',
  used_token: 'This token was used before, for another body.',
};

function refusal(code: RefusalCode, { needs, hint }: SourceAdapter): NotAllowed {
  if (code === 'missing_signature') return new NotAllowed(code, needs);
  const more = code === 'bad_signature' && hint !== undefined ? ` ${hint}` : '';
  return new NotAllowed(code, `${refusals[code]}${more}`);
}

/** A secret without a byte in it counts as not set: nobody may sign with nothing. */
export function secretsOf(source: SourceConfig, secretOf: Intake['secretOf']): string[] {
  const names = [source.secretEnv, source.previousSecretEnv];
  const secrets = names.map((name) => (name === null ? '' : (secretOf(name)?.trim() ?? '')));
  return secrets.filter((secret) => secret.replace(/^whsec_/, '') !== '');
}
