/**
 * What a webhook source is made of: raw request → verified → neutral events. One adapter a provider; all are pure, and never
 * throw, whatever the bytes. Whoever calls gives them the time, the secrets and what has to be fetched.
 */
import type { SourceConfig } from '../../domain/language/source.ts';
import type { MailReading } from '../mail/read-mail.ts';
import type { ReadEvent } from '../reading.ts';
import type { Unread } from '../unread.ts';
import type { EventFields } from './event-fields.ts';

/** A request as it came, before anybody parsed it. */
export interface SourceRequest {
  readonly method: string;
  /** As the provider called it, with its query: HubSpot signs it. */
  readonly url: string;
  /** Header names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly rawBody: Buffer;
}

/** What a request is believed by. */
export interface Trust {
  /** Several while a secret is being rotated; never an empty one. */
  readonly secrets: readonly string[];
  /** Machine time. */
  readonly machineNow: Date;
  readonly source: SourceConfig;
  /** The PEM certificate at an address that was found good; null where it cannot be had. */
  readonly certificateOf: (url: string) => Promise<string | null>;
}

export type RefusalCode =
  | 'missing_signature'
  | 'bad_signature'
  | 'stale_timestamp'
  | 'future_timestamp'
  | 'topic_not_allowed'
  | 'used_token';

export type Verified =
  | {
      readonly ok: true;
      /** A token that may be used for this body alone, since the signature does not cover the body. */
      readonly token?: string;
    }
  | { readonly ok: false; readonly code: RefusalCode };

/** One thing that a body says. */
export interface SourceItem {
  /** Unique within the source; the same each time that the provider posts it. */
  readonly eventId: string;
  /** One of our event types, else the word of it that all providers share (`delivered`), else the provider's own. */
  readonly type: string;
  /** By the provider's clock; null where the body does not say. */
  readonly occurredAt: Date | null;
  /** Null for what means nothing to us: it is kept as `ignored`. */
  readonly event: EventFields | null;
  /** A mail that came in, which is what it says; `event` is null then. */
  readonly mail?: { readonly reading: MailReading; readonly to: readonly string[] };
  /** For people who ask what we made of it; null where it is about nobody. */
  readonly shown: Shown | null;
}

/** What a reading shows of an item besides its type, time and id. */
export type Shown = Partial<Omit<ReadEvent, 'type' | 'occurredAt' | 'dedupeKey'>>;

export type SourceBody =
  | {
      readonly ok: true;
      readonly items: readonly SourceItem[];
      /** An address to call once, to say that we want the events of a topic. */
      readonly confirm?: string;
    }
  | Unread;

export interface SourceAdapter {
  /** Media types that its provider posts; `application/json` alone where this is absent. */
  readonly mediaTypes?: readonly string[];
  /** It brings whole mails with their attachments. */
  readonly bringsMails?: true;
  /** What a request lacks that is refused with `missing_signature`. */
  readonly needs: string;
  /** What to look at when a signature does not fit, besides the secret. */
  readonly hint?: string;
  /** What a secret must look like; absent: anything will do. */
  readonly secretForm?: { readonly pattern: RegExp; readonly words: string };
  /** Whether the request is from whom it says, and new. */
  readonly verify: (request: SourceRequest, trust: Trust) => Verified | Promise<Verified>;
  readonly read: (request: SourceRequest, source: SourceConfig) => SourceBody | Promise<SourceBody>;
  /** The answer that the provider wants instead of our receipts. */
  readonly answer?: { readonly type: string; readonly body: string };
}
