/**
 * What a page of the console is made of. A page is a file in `pages/` with its routes and who may use them, its words
 * in `words/`, and its views in `views/`; `pages.ts` names it.
 */
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../app/api-keys.ts';
import type { App } from '../app/context.ts';
import type { ImportRuns } from '../app/enrolling/import-runs.ts';
import type { Library } from '../app/library/library.ts';
import type { AuditedRoute } from '../domain/audit.ts';
import { isAmong, type Role } from '../domain/codes.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { QueueBackend } from '../queue/backend.ts';
import type { Language, Words } from './words.ts';

/** Who may use a route: roles, `anyone` who has logged in, or `public`. See `isAmong`. */
export type Access = 'public' | 'anyone' | readonly Role[];

/** What the server hands in. */
export interface ConsoleParts {
  readonly app: App;
  /** Imports that go on behind the answer. */
  readonly imports: ImportRuns;
  /** Where the queue lives. */
  readonly queueBackend: QueueBackend;
  /** `CADENCE_ADMIN_KEY`. */
  readonly adminKey: string | undefined;
  /** Secrets of sources and mailboxes by the names of their environment variables; unset ones are absent. */
  readonly secretOf: (environmentName: string) => string | undefined;
  /** Seconds to wait after a failed login, or null; as the API counts them. */
  readonly countFailedLogin: (request: FastifyRequest, gaveKey: boolean) => Promise<number | null>;
  /** Seconds until whoever asks for links to log in by may ask for another, or null. */
  readonly countAskedLink: (request: FastifyRequest) => Promise<number | null>;
  /** Where mails are kept while no mail server is set; null: they leave. */
  readonly mailsKeptIn: string | null;
  /** The cadence files and templates as they are now. */
  readonly readLibrary: () => Promise<Library>;
}

/** One request, and who makes it. */
export interface Visit extends ConsoleParts {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Null on public routes where nobody has logged in. */
  readonly caller: Caller | null;
  /** Whose work they see. */
  readonly viewer: Viewer;
  readonly language: Language;
  /** True where htmx asks for a part of a page. */
  readonly isPartial: boolean;
}

/** What a route answers with. */
export type Answer =
  /** A view within the layout, or alone where htmx asks for a part. */
  | {
      readonly is: 'page';
      readonly view: string;
      readonly title: string;
      readonly data: object;
      readonly status?: number;
    }
  /** A view alone. */
  | { readonly is: 'part'; readonly view: string; readonly data: object }
  | { readonly is: 'redirect'; readonly to: string }
  /** Anything else: a file, a document for a frame, a stream of events. It replaces the headers that are named. */
  | {
      readonly is: 'file';
      readonly body: string | Buffer | Readable;
      readonly headers: Readonly<Record<string, string>>;
    };

interface BaseRoute {
  /** Whole, with `/console`. */
  readonly path: string;
  readonly access: Access;
  handle(visit: Visit): Answer | Promise<Answer>;
}

/** A route that shows something and changes nothing. */
export interface ReadingRoute extends BaseRoute {
  readonly method: 'GET';
}

/** A route that changes something. Its form has passed the check of origin and token before it is called. */
export interface ChangingRoute extends BaseRoute {
  readonly method: 'POST';
  /** What the audit log says of it; a text: why it says nothing. */
  readonly audit: AuditedRoute | string;
  /** Of the form, in bytes; absent: 1 MB. */
  readonly largestForm?: number;
}

export type Route = ReadingRoute | ChangingRoute;

export interface Page {
  /** Names its words: those of `{{t "title"}}` in its views. */
  readonly key: string;
  readonly words: Words;
  readonly routes: readonly Route[];
  /** Its own style sheets in `assets/`, by name without `.css`: what is in them is seen by no other page. */
  readonly styles?: readonly string[];
  /** Its place in the bar at the top, whose text is the word `menu`; seen by those who may use that path. */
  readonly menu?: string;
}

/** A view within the layout; `title` is a word of the page, or text. */
export function page(view: string, title: string, data: object, status = 200): Answer {
  return { is: 'page', view, title, data, status };
}

export function part(view: string, data: object): Answer {
  return { is: 'part', view, data };
}

export function redirect(to: string): Answer {
  return { is: 'redirect', to };
}

/** Whether somebody may use a route. */
export function mayUse(caller: Caller | null, access: Access): boolean {
  if (access === 'public') return true;
  if (caller === null) return false;
  return access === 'anyone' || isAmong(caller.role, access);
}
