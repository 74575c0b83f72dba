import { plainSource, type SourceConfig } from '../../domain/language/source.ts';
import type { SourceScheme } from '../../domain/language/source-shape.ts';
import { inEnglish } from '../../domain/sentence.ts';
import type { ReadEvent, Reading } from '../reading.ts';
import type { SourceItem, SourceRequest } from './adapter.ts';
import { sourceAdapters } from './registry.ts';

/**
 * What a source makes of a body, its signature not asked. Never throws; a body that cannot be read has no events, and says why
 * in `because`.
 *
 * @param source as `workspace.yaml` has it; without one, no stage is mapped
 */
export async function readWebhook(
  scheme: SourceScheme,
  rawBody: Buffer,
  headers: SourceRequest['headers'] = {},
  source: SourceConfig = plainSource(scheme),
): Promise<Reading> {
  const request = { method: 'POST', url: '', headers: withType(rawBody, headers), rawBody };
  const read = await sourceAdapters[scheme].read(request, source);
  const items = read.ok ? read.items : [];
  return {
    kind: 'webhook',
    events: items.flatMap(toReadEvent),
    visibleText: items.map(textOf).find((text) => text !== null) ?? null,
    confidence: items.find(({ mail }) => mail !== undefined)?.mail?.reading.confidence ?? null,
    because: read.ok ? becauseOf(items) : inEnglish(read.said),
  };
}

/** A form in a file has no header: its first line is the boundary. */
function withType(rawBody: Buffer, headers: SourceRequest['headers']): SourceRequest['headers'] {
  if (headers['content-type'] !== undefined) return headers;
  const start = rawBody.subarray(0, 200).toString('latin1');
  const boundary = /^--([^\s"]{1,150})\r?\n/.exec(start)?.[1];
  if (boundary !== undefined) {
    return { ...headers, 'content-type': `multipart/form-data; boundary="${boundary}"` };
  }
  const isForm = /^[\w%.+-]{1,100}=/.test(start);
  return isForm ? { ...headers, 'content-type': 'application/x-www-form-urlencoded' } : headers;
}

const nothing: Omit<ReadEvent, 'type' | 'occurredAt' | 'dedupeKey'> = {
  recipient: null,
  hard: null,
  status: null,
  replyCode: null,
  reason: null,
  until: null,
  category: null,
};

function toReadEvent({ type, occurredAt, eventId, event, shown }: SourceItem): ReadEvent[] {
  if (shown === null) return [];
  const until = event?.until ?? null;
  return [{ ...nothing, until, ...shown, type, occurredAt, dedupeKey: eventId }];
}

function textOf({ event, mail }: SourceItem): string | null {
  return event?.text ?? mail?.reading.visibleText ?? null;
}

function becauseOf(items: readonly SourceItem[]): string {
  const said = items.map(({ type, event, mail }) => {
    if (mail !== undefined) return `${type}: ${mail.reading.because}`;
    return event === null ? `${type} (ignored)` : type;
  });
  return [...new Set(said)].slice(0, 10).join(', ');
}
