/** A record as it is to be published. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'TXT' | 'MX';
  readonly value: string;
}

/** What one look at a mailbox has found. `unknown`: the DNS or the mail server did not say. */
export interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was seen. */
  readonly detail: string;
  /** What to change, in plain words. */
  readonly fix?: string;
  /** The record that the words mean, where it can be told. */
  readonly publish?: DnsRecord;
}

/** For a question that the DNS has left open: nothing is wrong as far as can be seen. */
export function notKnown(check: string, why: string): Finding {
  return { check, result: 'unknown', detail: why };
}
