/** A service that sends for others, and what a domain publishes that sends through it. */
export interface SmtpProvider {
  readonly name: string;
  /** Whose SPF record names its servers. */
  readonly spf: string;
  /** False: mails leave with a return path of its own, whose SPF is its own affair. */
  readonly keepsReturnPath: boolean;
}

const provider = (name: string, spf: string, keepsReturnPath: boolean): SmtpProvider => ({
  ...{ name, spf, keepsReturnPath },
});

/** By the end of the name of the SMTP server, from the providers' own instructions. */
const providers: readonly (readonly [string, SmtpProvider])[] = [
  ['.gmail.com', provider('Google Workspace', '_spf.google.com', true)],
  ['.office365.com', provider('Microsoft 365', 'spf.protection.outlook.com', true)],
  ['.protection.outlook.com', provider('Microsoft 365', 'spf.protection.outlook.com', true)],
  ['.fastmail.com', provider('Fastmail', 'spf.messagingengine.com', true)],
  ['.messagingengine.com', provider('Fastmail', 'spf.messagingengine.com', true)],
  ['.protonmail.ch', provider('Proton', '_spf.protonmail.ch', true)],
  ['.amazonaws.com', provider('Amazon SES', 'amazonses.com', false)],
  ['.sendgrid.net', provider('SendGrid', 'sendgrid.net', false)],
  ['.mailgun.org', provider('Mailgun', 'mailgun.org', false)],
  ['.postmarkapp.com', provider('Postmark', 'spf.mtasv.net', false)],
  ['.brevo.com', provider('Brevo', 'spf.brevo.com', false)],
  ['.mailjet.com', provider('Mailjet', 'spf.mailjet.com', false)],
];

/** The service that an SMTP server belongs to; null for a server of one's own. */
export function smtpProviderOf(host: string): SmtpProvider | null {
  const name = host.toLowerCase();
  return providers.find(([end]) => name.endsWith(end))?.[1] ?? null;
}
