import { z } from 'zod';
import { normaliseAddress } from '../address.ts';
import { invalid } from '../invalid.ts';
import { parseDuration } from '../parse-duration.ts';
import { inEnglish, sentence } from '../sentence.ts';
import { choice, envName, textRead, title } from './leaves.ts';

const dayMs = 86_400_000;
const mebibyte = 1024 * 1024;

const authserv = z.array(title('Name of a server')).meta({
  description:
    'Servers whose Authentication-Results are believed, by the name that begins the header (RFC 8601)',
  examples: [['mx.google.com']],
});

const afterShape = z.union([
  choice(['keep', 'seen'], 'What becomes of a mail that concerned an enrolment; default: keep'),
  z.strictObject({ move: title('The folder that it is moved to', 'Archive') }),
]);

/** `inbound` of a mailbox: where its answers are read. */
export const mailboxInboundShape = z
  .strictObject({
    imap_env: envName('Environment variable with the imaps:// or imap:// URL'),
    folders: z
      .array(title('Folder', 'INBOX'))
      .min(1)
      .meta({ description: 'Folders that are read; default: INBOX' })
      .optional(),
    after: afterShape.optional(),
    since: textRead('invalid-duration', readSince)
      .meta({
        description: 'How far back the first start reads; default: 1 day',
        examples: ['14 days'],
      })
      .optional(),
    authserv: authserv.optional(),
  })
  .superRefine(({ after, folders = ['INBOX'] }, context) => {
    if (typeof after !== 'object' || !folders.includes(after.move)) return;
    const said = sentence('lint.folder-read-again', { folder: after.move });
    const message = inEnglish(said);
    context.addIssue({ code: 'custom', path: ['after', 'move'], message, params: { said } });
  });

/** `inbound` of a workspace: mail that another server passes on. */
export const inboundShape = z.strictObject({
  smtp: z.strictObject({
    port: z
      .int()
      .min(1)
      .max(65_535)
      .meta({ description: 'Port to listen on', examples: [2525] }),
    host: title('Address to listen on; default: 127.0.0.1, this machine only').optional(),
    recipients: z
      .array(textRead('invalid-address', readRecipient))
      .min(1)
      .meta({
        description: 'Addresses and @domains that are ours; default: those of the mailboxes',
        examples: [['bounces@fjord.example', '@in.fjord.example']],
      })
      .optional(),
    max_size_mb: z.int().min(1).max(100).meta({ description: 'Default: 25' }).optional(),
    max_connections: z.int().min(1).max(1_000).meta({ description: 'Default: 20' }).optional(),
    authserv: authserv.optional(),
  }),
});

/** Where the answers to a mailbox are read. */
export interface ImapConfig {
  /** Name of the environment variable that holds the IMAP URL. */
  readonly imapEnv: string;
  readonly folders: readonly string[];
  /** What becomes of a mail that concerned an enrolment. */
  readonly after: AfterReading;
  /** How far back the first start reads. */
  readonly sinceMs: number;
  readonly authserv: readonly string[];
}

export type AfterReading = 'keep' | 'seen' | { readonly move: string };

/** How other servers pass mail on to us. */
export interface SmtpIntakeConfig {
  readonly host: string;
  readonly port: number;
  /** Normalised addresses, and domains as `@in.fjord.example`; null: the addresses of the mailboxes. */
  readonly recipients: readonly string[] | null;
  readonly maxBytes: number;
  readonly maxConnections: number;
  readonly authserv: readonly string[];
}

export function compileMailboxInbound(
  shape: z.output<typeof mailboxInboundShape> | undefined,
): ImapConfig | null {
  if (shape === undefined) return null;
  return {
    imapEnv: shape.imap_env,
    folders: [...new Set(shape.folders ?? ['INBOX'])],
    after: shape.after ?? 'keep',
    sinceMs: shape.since ?? dayMs,
    authserv: shape.authserv ?? [],
  };
}

export function compileInbound(
  shape: z.output<typeof inboundShape> | undefined,
): SmtpIntakeConfig | null {
  if (shape === undefined) return null;
  const { host, port, recipients, max_size_mb, max_connections, authserv: believed } = shape.smtp;
  return {
    host: host ?? '127.0.0.1',
    port,
    recipients: recipients ?? null,
    maxBytes: (max_size_mb ?? 25) * mebibyte,
    maxConnections: max_connections ?? 20,
    authserv: believed ?? [],
  };
}

function readSince(text: string): number {
  const { days, businessDays, ms } = parseDuration(text);
  if (businessDays === 0) return days * dayMs + ms;
  throw invalid('invalid_duration', sentence('lint.since'));
}

function readRecipient(text: string): string {
  const domain = text.startsWith('@') ? normaliseAddress(`any${text}`)?.slice(3) : undefined;
  const read = domain ?? normaliseAddress(text);
  if (read !== null) return read;
  throw invalid('invalid_address', sentence('lint.recipient'));
}
