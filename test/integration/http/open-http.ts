import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { readLibrary } from '../../../src/app/library/library.ts';
import { webConsole } from '../../../src/console/console.ts';
import { type Role, roles } from '../../../src/domain/codes.ts';
import { buildServer, type HttpOptions } from '../../../src/http/server.ts';
import { openSystem, type SystemOptions, smoke, type TestSystem } from '../../helpers/system.ts';

/** The secret of the source `crm`. */
export const crmSecret = `whsec_${Buffer.from('a secret of the CRM, 32 bytes ok').toString('base64')}`;

export const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
sources:
  - { key: crm, scheme: standard, secret_env: CRM_WEBHOOK_SECRET, stage_map: { "Proposal sent": closing } }
  - { key: unset, scheme: standard, secret_env: UNSET_SECRET }
`;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what an answer holds
  readonly body: any;
}

export interface Call {
  readonly as?: Role;
  /** A key of its own instead of a role's. */
  readonly key?: string;
  /** A string or bytes go out as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WebhookCall {
  readonly id?: string;
  readonly at?: Date;
  readonly secret?: string;
  readonly source?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent instead of what was signed. */
  readonly sent?: string;
}

export interface TestHttp {
  readonly system: TestSystem;
  readonly server: Awaited<ReturnType<typeof buildServer>>;
  readonly url: string;
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** A webhook as a CRM signs it. */
  webhook(body: unknown, call?: WebhookCall): Promise<Answer>;
  close(): Promise<void>;
}

/** The whole system behind its HTTP server, on a free port of this machine. */
export async function openHttp(
  options: SystemOptions & { readonly http?: Partial<HttpOptions> } = {},
): Promise<TestHttp> {
  const system = await openSystem({
    ...options,
    cadences: { 'workspace.yaml': workspace, ...(options.cadences ?? { 'smoke.yaml': smoke }) },
  });
  const server = await buildServer(system.app, {
    queueBackend: system.deps.backend,
    mailsKeptIn: options.smtpUrl === undefined ? system.deps.outboxDir : null,
    adminKey: 'the-key-of-the-environment',
    secretOf: (name) => (name === 'CRM_WEBHOOK_SECRET' ? crmSecret : undefined),
    readLibrary: () =>
      readLibrary(system.deps.config.CADENCES_DIR, system.deps.config.TEMPLATES_DIR),
    console: webConsole,
    ...options.http,
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const keys = new Map<Role, string>();
  for (const role of roles) keys.set(role, (await createApiKey(system.app, role, role)).key);

  const send = async (method: string, path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, { method, redirect: 'manual', ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  return {
    system,
    server,
    url,
    call: (method, path, { as, key = as && keys.get(as), body, headers } = {}) => {
      const raw = typeof body === 'string' || body instanceof Uint8Array;
      return send(method, path, {
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      });
    },
    webhook: (body, call = {}) => {
      const { id = `msg_${randomUUID()}`, at = new Date(), secret = crmSecret } = call;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return send('POST', `/webhooks/${call.source ?? 'crm'}${call.query ?? ''}`, {
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(secret).sign(id, at, text),
          ...call.headers,
        },
        body: call.sent ?? text,
      });
    },
    close: async () => {
      await server.close();
      await system.close();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An event as the generic webhook takes it. */
export function eventOf(type: string, data: Readonly<Record<string, unknown>>) {
  return { type, timestamp: new Date().toISOString(), data };
}
