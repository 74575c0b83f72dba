/** Why an address, of a person, a server or a file, cannot be taken. */
export const addressEnglish = {
  'lint.address-control': 'This has a line break or another control character in it.',
  'lint.address-long': 'This is too long.',
  'lint.address-open': 'This has a < without a > at the end.',
  'lint.address-name': 'This must be one address; put a name with , ; @ or < in quotes.',
  'lint.address-form':
    'This is not one mail address: write kari@fjord.example or Kari Nordmann <kari@fjord.example>.',
  'lint.plain-address':
    'This is not one mail address in plain letters: write optout@fjord.example, without a name.',
  'lint.return-path':
    'The part before the @ may have {most} characters and no +: 49 more are put behind it, which name the mail.',
  'lint.recipient':
    'This is neither an address nor a domain: write bounces@fjord.example or @in.fjord.example.',
  'lint.dkim-domain': 'This is not a domain: write fjord.example.',
  'lint.dkim-selector': 'This is not a selector: write s2026.',
  'lint.tracking-domain': '{text} is not a domain: write its name alone, as in go.fjord.example.',
  'lint.company-domain':
    '{text} is not a domain that one company has registered: write it as in fjord.no, without subdomains; those of public mail providers belong to nobody.',
  'lint.classifier-url':
    'Write an https:// address without a password in it; http:// only on this host.',
  'lint.classifier-timeout': '{text} is not from 1s to 3s.',
  'lint.phrase': 'A phrase has a word in it and up to {most} characters.',
  'lint.since': 'Mail comes on all days: write it in days, as in 14 days.',
  'lint.folder-read-again':
    '{folder} is one of the folders that are read: a mail moved there would be read again.',
  'lint.file-url': '{text} does not end as a file that may go with a mail: {endings}.',
  'lint.url-prefix':
    '{text} must end with a slash, as in https://files.fjord.example/: what lies below it is allowed.',
  'lint.safe-url': '{text} is no address that begins with https://, without user and password.',
  'lint.url-not-allowed':
    '{url} lies below no address of `attachments: { allow: […] }` in workspace.yaml.',
  'lint.path': '{text} {why}.',
  'path.length': 'is no path of 1 to 200 characters',
  'path.characters': 'has a character that no file name has everywhere',
  'path.outside': 'must be a path within the templates folder, without .. and without hidden files',
  'path.ending': 'has no ending that may go with a mail: {endings}',
} as const;
