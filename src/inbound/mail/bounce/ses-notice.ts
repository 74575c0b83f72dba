import { z } from 'zod';
import { normaliseAddress } from '../../../domain/address.ts';
import type { MailTree } from '../mime.ts';
import type { RecipientStatus } from './delivery-status.ts';

const recipient = z.object({
  emailAddress: z.string(),
  action: z.string().optional(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
});

const notice = z.object({
  notificationType: z.enum(['Bounce', 'Delivery']),
  bounce: z.object({ bouncedRecipients: z.array(recipient).max(100) }).optional(),
  delivery: z
    .object({ recipients: z.array(z.string()).max(100), smtpResponse: z.string().optional() })
    .optional(),
});

const envelope = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** What Amazon SNS sends by mail of what Amazon SES has to tell: JSON, in an envelope or without, and a footer after it. */
export function readSesNotice(tree: MailTree): readonly RecipientStatus[] {
  const text = tree.parts.find(({ type }) => type === 'text/plain')?.text ?? '';
  if (!/^\s{0,9}\{\s{0,9}"(notificationType|Type)"/.test(text)) return [];
  const [json = ''] = text.split('\n--\n', 1);
  const outer = parsed(json);
  const inEnvelope = envelope.safeParse(outer);
  const read = notice.safeParse(inEnvelope.success ? parsed(inEnvelope.data.Message) : outer);
  if (!read.success) return [];
  const { bounce, delivery } = read.data;
  const bounced = (bounce?.bouncedRecipients ?? []).map((one) => ({
    recipient: normaliseAddress(one.emailAddress),
    action: 'failed' as const,
    status: one.status ?? null,
    diagnostic: (one.diagnosticCode ?? '').replace(/^smtp;\s?/, ''),
    category: null,
  }));
  const delivered = (delivery?.recipients ?? []).map((address) => ({
    recipient: normaliseAddress(address),
    action: 'delivered' as const,
    status: null,
    diagnostic: delivery?.smtpResponse ?? '',
    category: null,
  }));
  return [...bounced, ...delivered];
}

/** Mail breaks long lines, within strings, too. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll('\n', ''));
  } catch {
    return null;
  }
}
