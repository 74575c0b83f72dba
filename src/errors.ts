/**
 * The few errors of this program, named by what the caller should do.
 *
 * Every one carries a stable `code` (snake_case, part of the public interface) and a message that says what was wrong,
 * where, and what to do next. HTTP statuses and process exit codes are mapped at the edges, never here.
 */

export interface ErrorDetails {
  readonly [key: string]: unknown;
}

/** What a message says, before it has words: a sentence of `domain/sentence.ts`. */
export interface Said {
  readonly key: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

abstract class CodedError extends Error {
  readonly code: string;
  readonly details: ErrorDetails | undefined;
  /** Where it can be told in other languages. */
  readonly said: Said | undefined;

  constructor(
    code: string,
    message: string,
    details?: ErrorDetails,
    options?: ErrorOptions & { readonly said?: Said },
  ) {
    super(message, options);
    this.said = options?.said;
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** The input is wrong: correct it and send it again. HTTP 400, exit 1. */
export class InvalidInput extends CodedError {}

/** What was asked for does not exist. HTTP 404, exit 1. */
export class NotFound extends CodedError {}

/** The input is well formed, but the state of things refuses it; `code` is a refusal code. HTTP 409, exit 1. */
export class Refused extends CodedError {}

/** Not allowed with this key, or no key. HTTP 401 (`unauthenticated`) or 403 (`forbidden`). */
export class NotAllowed extends CodedError {}

/** Something that we depend on does not answer now: try again later. HTTP 503, exit 1. */
export class Unavailable extends CodedError {}

/** The program is set up wrongly: an operator must act. Exit 2. */
export class Misconfigured extends CodedError {}

export type KnownError =
  | InvalidInput
  | NotFound
  | Refused
  | NotAllowed
  | Unavailable
  | Misconfigured;

/** True for the errors above, whose message may be shown to the person who asked. */
export function isKnownError(error: unknown): error is KnownError {
  return error instanceof CodedError;
}

/** The message of anything that was thrown; of several failures at once (a host with several addresses) the first. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
