import type { FastifyInstance } from 'fastify';
import type { Caller } from '../app/api-keys.ts';
import type { App } from '../app/context.ts';
import type { ImportRuns } from '../app/enrolling/import-runs.ts';
import type { Library } from '../app/library/library.ts';
import type { AuditedRoute } from '../domain/audit.ts';
import type { QueueBackend } from '../queue/backend.ts';
import type { CountAskedLink, CountFailedLogin } from './failed-logins.ts';

/** What is served beside the API by the same server; it is handed in, since neither room knows the other. */
export interface ConsolePart {
  /** Its routes that change something, as in `audited-routes.ts`. */
  readonly audited: Readonly<Record<string, AuditedRoute>>;
  readonly unaudited: Readonly<Record<string, string>>;
  /** Adds its routes, behind the hooks of the API. It lets in whom it knows, and says so by `request.caller`. */
  register(
    server: FastifyInstance,
    parts: {
      readonly app: App;
      readonly imports: ImportRuns;
      readonly queueBackend: QueueBackend;
      readonly adminKey: string | undefined;
      readonly secretOf: (environmentName: string) => string | undefined;
      readonly countFailedLogin: CountFailedLogin;
      readonly countAskedLink: CountAskedLink;
      readonly mailsKeptIn: string | null;
      readonly readLibrary: () => Promise<Library>;
    },
  ): Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks: by a key, or by a session that a key has opened. */
    caller?: Caller;
  }
}
