import { error, warning } from './entry.ts';

/** `workspace.yaml`. */
export const workspaceCodes = {
  'invalid-env-name': error(
    'Not the name of an environment variable.',
    'Write its name (A-Z, 0-9 and _), as in SMTP_URL, never the secret itself.',
  ),
  'invalid-address': error(
    'Not one mail address.',
    'Write kari@fjord.example or Kari Nordmann <kari@fjord.example>.',
  ),
  'invalid-dkim': error(
    'Not a domain or selector that a DKIM key is published under.',
    'Write both as they stand in the DNS: SELECTOR._domainkey.DOMAIN.',
  ),
  'unaligned-dkim': warning(
    'Mails are signed by another domain than the one that they are from.',
    'Sign with the domain of `from`, or one above it: DMARC counts no other.',
  ),
  'needs-plain-letters': error(
    'An address of a mailbox with letters beyond ASCII before the @, where not all servers take them.',
    'Write an address in plain letters there.',
  ),
  'secret-in-file': error(
    'A secret is written in the file.',
    'Put it into an environment variable and write the name of that. Change the secret: the file is shared.',
  ),
  'duplicate-mailbox': error('Two mailboxes with the same key.', 'Give each its own.'),
  'duplicate-source': error('Two sources with the same key.', 'Give each its own.'),
  'unknown-mailbox': error(
    'A mailbox that the workspace does not have.',
    'Correct it, or add it under `mailboxes`.',
  ),
  'empty-pool': error('A pool without a mailbox.', 'Name a mailbox in it, or take the pool out.'),
  'no-company-address': warning(
    'The company has no postal address.',
    'Add `postal_address`: commercial mail must say where its sender can be found, and {{sender.postalAddress}} shows it.',
  ),
  'invalid-domain': error(
    'Not a domain.',
    'Write its name alone, without https:// and without a path: go.fjord.example.',
  ),
  'foreign-tracking-domain': warning(
    'Followed links lead to another domain than that of the sender.',
    'Take a name below the domain of `from`, as in go.fjord.example: spam filters compare the two.',
  ),
  'invalid-date': error(
    'Not a date.',
    'Write it as in 2026-12-24, or 12-24 for that day of every year.',
  ),
  'invalid-time': error('Not a time at which a half day ends.', 'Write it as in 12:00.'),
  'invalid-blackout': error(
    'A blackout that ends before it begins, or lasts over a year.',
    'Correct its dates; both belong to it.',
  ),
  'invalid-company-domain': error(
    'Under `company_hold`, a domain that no company has registered for itself.',
    'Write what the company has registered, without subdomains: fjord.no. Public mail providers belong to nobody.',
  ),
  'invalid-classifier': error(
    'An address or a time limit of the classifier that will not do.',
    'Write an https:// address, and a limit such as 2s.',
  ),
  'invalid-phrase': error(
    'A phrase under `replies` without a word in it, or a long one.',
    'Write a few words as a person would: "for dyrt".',
  ),
  'stage-of-no-cadence': warning(
    'A stage map leads to a stage that no cadence lists.',
    'Correct it: a deal that moves there advances nobody.',
  ),
  'missing-source-key': warning(
    'A webhook source lacks what its scheme needs to take or to understand anything.',
    'Add it; the README has the lines of each provider.',
  ),
  'key-of-other-scheme': warning(
    'A key that the scheme of this source does not read.',
    'Take it out, or correct the scheme.',
  ),
  'invalid-field-path': error(
    'Not a path to a field of a JSON body.',
    'Write keys with dots between, and places in lists in brackets: contact.email, data.deals[0].stage.',
  ),
  'not-acted-on': warning(
    'A part of the workspace that is kept, but that nothing acts on in this release.',
    'Do not rely on it yet.',
  ),
} as const;
