import { createHash } from 'node:crypto';
import { normaliseAddress } from '../../domain/address.ts';
import type { InboundEvent } from '../../domain/event.ts';

/** An event without what stands in its item already. */
export type EventFields = Omit<InboundEvent, 'source' | 'eventId' | 'occurredAt'>;

type Match = InboundEvent['match'];

const longestText = 100_000;
const longestId = 250;

/** Whom an event concerns, of what a provider may tell; null when that is nobody. */
export function matchOf(told: {
  readonly email?: string | null;
  readonly messageId?: string | null;
  readonly externalId?: Match['externalId'] | null;
  readonly dealId?: Match['dealId'] | null;
}): Match | null {
  const email = told.email == null ? null : addressIn(told.email);
  const messageId = told.messageId == null ? null : bracketed(told.messageId);
  const match: Match = {
    ...(messageId === null ? {} : { messageId }),
    ...(told.dealId == null ? {} : { dealId: told.dealId }),
    ...(told.externalId == null ? {} : { externalId: told.externalId }),
    ...(email === null ? {} : { email }),
  };
  return Object.keys(match).length === 0 ? null : match;
}

/** The address in `kari@example.no` or `Kari <kari@example.no>`, in lower case; null where there is none. */
export function addressIn(text: string): string | null {
  const short = text.slice(0, 1_000);
  const open = short.lastIndexOf('<');
  const close = short.indexOf('>', open);
  return normaliseAddress(open >= 0 && close > open ? short.slice(open + 1, close) : short);
}

/** Some providers give a Message-ID without its brackets. */
function bracketed(messageId: string): string | null {
  const inner = messageId.trim().replace(/^</, '').replace(/>$/, '');
  return inner === '' || inner.length > 990 || /\s/.test(inner) ? null : `<${inner}>`;
}

/** A person in a CRM, as `externalIds` of a prospect name them: `{"hubspot": "7551"}`. */
export function personId(space: string, id: string | null): Match['externalId'] | null {
  return id === null ? null : { source: space, id };
}

/** A deal in a CRM, as `externalIds` of a prospect name it: `{"hubspot-deal": "1148278332"}`. */
export function dealIdOf(space: string, id: string | null): Match['dealId'] | null {
  return id === null ? null : { source: `${space}-deal`, id };
}

/** What a person wrote, as long as we keep it. */
export function keptText(text: string): string {
  return text.slice(0, longestText);
}

/** One id out of the parts that make an event the same: what is not known is left out, and what is too long is hashed. */
export function eventIdOf(...parts: readonly (string | number | null | undefined)[]): string {
  const id = parts.filter((part) => part != null && part !== '').join('.');
  return id.length <= longestId ? id : `sha256.${digest(id)}`;
}

/** The id of an event whose provider gives none: the bytes themselves, and its place among them. */
export function idOfBytes(rawBody: Buffer, index = 0): string {
  return `sha256.${digest(rawBody)}.${index}`;
}

function digest(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
