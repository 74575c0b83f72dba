import { normaliseAddress } from '../../../domain/address.ts';
import { all, first, type Headers, parseHeaders } from '../headers.ts';

/** What a delivery status report (RFC 3464 §2.3) says of one recipient. */
export interface RecipientStatus {
  readonly recipient: string | null;
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | null;
  readonly status: string | null;
  /** What the sending server made of it (PowerMTA). */
  readonly category: string | null;
  /** All Diagnostic-Code fields, and what else the server said. */
  readonly diagnostic: string;
}

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
const recipientFields = ['final-recipient', 'original-recipient', 'x-actual-recipient'];
const mostRecipients = 100;

/**
 * Reads the recipients of a delivery status report. Groups are told apart by blank lines, as the RFC has it, and by a
 * field that comes again, since some servers leave the blank lines out or put them anywhere.
 */
export function readDeliveryStatus(text: string): readonly RecipientStatus[] {
  const groups: [string, string][][] = [];
  let open: [string, string][] = [];
  for (const block of text.split(/\n[ \t]{0,8}\n/).slice(0, 1_000)) {
    for (const [name, value] of parseHeaders(block)) {
      if (startsAnew(open, name)) {
        groups.push(open);
        open = [];
      }
      open.push([name, value]);
    }
    // A group without an address is not over: the fields of one recipient may stand in two blocks.
    if (open.some(([name]) => recipientFields.includes(name)) && isComplete(open)) {
      groups.push(open);
      open = [];
    }
  }
  return [...groups, open].filter(isOfRecipient).slice(0, mostRecipients).map(recipientStatus);
}

function startsAnew(open: Headers, name: string): boolean {
  return (
    (name === 'final-recipient' || name === 'action' || name === 'status') &&
    first(open, name) !== null
  );
}

function isComplete(open: Headers): boolean {
  return first(open, 'status') !== null || first(open, 'action') !== null;
}

function isOfRecipient(fields: Headers): boolean {
  const named = recipientFields.some((name) => first(fields, name) !== null);
  return named && (isComplete(fields) || first(fields, 'diagnostic-code') !== null);
}

function recipientStatus(fields: Headers): RecipientStatus {
  const action = (first(fields, 'action') ?? '').toLowerCase();
  const said = all(fields, 'diagnostic-code').map((value) =>
    value.replace(/^[\w-]{1,30};\s{0,9}/, ''),
  );
  const unix = all(fields, 'diagnostic-code').filter((value) => /^x-unix/i.test(value));
  return {
    recipient:
      ['original-recipient', 'final-recipient', 'x-actual-recipient']
        .flatMap((name) => all(fields, name))
        .map(addressOfField)
        .find((address) => address !== null) ?? null,
    action: actions.find((known) => action.startsWith(known)) ?? null,
    status: first(fields, 'status'),
    category: first(fields, 'x-powermta-bouncecategory'),
    diagnostic: [...said, ...unix].join(' '),
  };
}

/** `rfc822; <kari@example.no>` */
function addressOfField(value: string): string | null {
  const [, text = value] = value.split(/;(.*)/s, 2);
  return normaliseAddress(text.trim().replace(/^<|>$/g, ''));
}
