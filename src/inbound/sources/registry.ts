import type { SourceScheme } from '../../domain/language/source-shape.ts';
import type { SourceAdapter } from './adapter.ts';
import { close } from './close.ts';
import { hubspot } from './hubspot.ts';
import { mailgun } from './mailgun.ts';
import { mapped } from './mapped.ts';
import { mime } from './mime.ts';
import { pipedrive } from './pipedrive.ts';
import { postmark } from './postmark.ts';
import { resend } from './resend.ts';
import { salesforce } from './salesforce.ts';
import { sendgrid } from './sendgrid.ts';
import { ses } from './ses.ts';
import { standard } from './standard.ts';
import { zoho } from './zoho.ts';

/** The adapter of each scheme. */
export const sourceAdapters: Readonly<Record<SourceScheme, SourceAdapter>> = {
  standard,
  hubspot,
  pipedrive,
  salesforce,
  close,
  zoho,
  sendgrid,
  mailgun,
  postmark,
  ses,
  resend,
  mapped,
  mime,
};

/** The media types that a source may post. */
export function mediaTypesOf(scheme: SourceScheme): readonly string[] {
  return sourceAdapters[scheme].mediaTypes ?? ['application/json'];
}
