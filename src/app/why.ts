import type { KnownError } from '../errors.ts';

/** Why something is not there, as the error tells it that says so: in English, and before it had words. */
export interface Why {
  readonly message: string;
  readonly said: KnownError['said'];
}

export function whyOf({ message, said }: KnownError): Why {
  return { message, said };
}
