/** Requests as the providers sign them, by their documentation and node:crypto alone: nothing here asks our own code. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';

/** Who an event is about, in every way that a provider may know them by. */
export interface Person {
  readonly email: string;
  /** Ids of the person and of their deal in the CRM. */
  readonly personId: string;
  readonly dealId: string;
}

export interface Signing {
  readonly secret: string;
  /** When it was signed. */
  readonly at: Date;
  /** The address as the provider knows it. */
  readonly url: string;
}

export interface Provider {
  readonly scheme: string;
  readonly type: string;
  readonly secrets: { readonly now: string; readonly before: string; readonly wrong: string };
  /** Lines of `workspace.yaml` besides key, scheme and secrets. */
  readonly settings?: string;
  /** What it posts to say that the sale is over or that no more mail may go: the enrolment ends. */
  readonly ending: (person: Person, at: Date) => string;
  /** Something that means nothing to us. */
  readonly other: (person: Person, at: Date) => string;
  /** What is signed in a way that is right, and cannot be read. */
  readonly unreadable?: string;
  /** The headers of a signed request, and its body, where the signature is in that. */
  readonly sign: (
    body: string,
    signing: Signing,
  ) => {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly query?: string;
  };
  /** Whether the time of the signature is looked at. */
  readonly isTimed: boolean;
}

export const json = JSON.stringify;
export const seconds = (at: Date) => String(Math.floor(at.getTime() / 1_000));
export const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text);
export const basic = (secret: string) => ({
  headers: { authorization: `Basic ${Buffer.from(secret).toString('base64')}` },
});
export const id = () => randomUUID();

export const texts = {
  now: 'cadence:a-password-of-today',
  before: 'cadence:that-of-yesterday',
  wrong: 'cadence:guessed',
};
export const keys = () => ({
  now: randomBytes(24).toString('hex'),
  before: randomBytes(24).toString('hex'),
  wrong: randomBytes(24).toString('hex'),
});
export const whsec = () => `whsec_${randomBytes(24).toString('base64')}`;
