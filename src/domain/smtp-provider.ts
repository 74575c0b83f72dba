/** A service that sends for others, and what a domain publishes that sends through it. */
export interface SmtpProvider {
  readonly name: string;
  /** Whose SPF record names its servers. */
  readonly spf: string;
  /** False: mails leave with a return path of its own, whose SPF is its own affair. */
  readonly keepsReturnPath: boolean;
  /** Where it has the keys published that it signs with in the name of a domain; none: each customer has others. */
  readonly selectors: readonly string[];
}

const mailHost = (name: string, spf: string, ...selectors: string[]): SmtpProvider => ({
  ...{ name, spf, keepsReturnPath: true, selectors },
});
const relay = (name: string, spf: string): SmtpProvider => ({
  ...{ name, spf, keepsReturnPath: false, selectors: [] },
});

const google = mailHost('Google Workspace', '_spf.google.com', 'google');
const microsoft = mailHost('Microsoft 365', 'spf.protection.outlook.com', 'selector1', 'selector2');
const fastmail = mailHost('Fastmail', 'spf.messagingengine.com', 'fm1');

/** By the end of the name of the SMTP server, from the providers' own instructions. */
const providers: readonly (readonly [string, SmtpProvider])[] = [
  ['.gmail.com', google],
  ['.office365.com', microsoft],
  ['.protection.outlook.com', microsoft],
  ['.fastmail.com', fastmail],
  ['.messagingengine.com', fastmail],
  ['.protonmail.ch', mailHost('Proton', '_spf.protonmail.ch', 'protonmail')],
  ['.amazonaws.com', relay('Amazon SES', 'amazonses.com')],
  ['.sendgrid.net', relay('SendGrid', 'sendgrid.net')],
  ['.mailgun.org', relay('Mailgun', 'mailgun.org')],
  ['.postmarkapp.com', relay('Postmark', 'spf.mtasv.net')],
  ['.brevo.com', relay('Brevo', 'spf.brevo.com')],
  ['.mailjet.com', relay('Mailjet', 'spf.mailjet.com')],
];

/** The service that an SMTP server belongs to; null for a server of one's own. */
export function smtpProviderOf(host: string): SmtpProvider | null {
  const name = host.toLowerCase();
  return providers.find(([end]) => name.endsWith(end))?.[1] ?? null;
}
