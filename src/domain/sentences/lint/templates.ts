/** What is wrong with a template: whole sentences with their full stop, and parts of them. */
export const templateEnglish = {
  'template.no-front-matter':
    'A template begins with its front matter: a line of ---, subject and preheader, a line of ---.',
  'template.endless-front-matter':
    'The front matter has no end: write a line of --- below subject and preheader.',
  'template.empty-front-matter':
    'The front matter is empty: give subject, and preheader if you like.',
  'template.front-matter': 'the front matter',
  'template.quotes-needed': '{what} Put it into quotes: { means something to YAML.',
  'template.in-head': '{part}: {what}',
  'template.unknown-partial': 'There is no partial "{name}" in the templates folder{meant}',
  'template.partial-without-language':
    'The partial "{name}" is not there for a mail without a language: add {path}.',
  'template.partial-without-locale':
    'The partial "{name}" is not there for the language {locale}: add {path}.',
  'template.partial-loop': 'The partial "{name}" contains itself, or too many others.',
  'template.image': 'The image {path} of the templates folder {why}.',
  'file.no-image-name': 'has no name of an image, such as logo.png',
  'file.outside': 'leads out of it',
  'file.no-file': 'is not a file',
  'file.empty': 'is empty',
  'file.large': 'has {bytes} bytes, and {most} are the most',
  'file.changed': 'was changed while it was read',
  'file.unreadable': 'cannot be read ({why})',
  'template.no-alt': '<{tag}> has no alt text: say what it shows, or write alt="" for an ornament.',
  'template.insecure':
    '{attribute} goes over http:, which browsers and mail programs warn about: write https:.',
  'template.no-opt-out': 'This mail has no link to {link}: add <a href="{link}">.',
  'template.no-address': 'This mail does not show {{sender.postalAddress}}: commercial mail must.',
  'template.large':
    'The HTML has {size} kB as it is sent: Gmail clips mails at 102 kB, and the opt-out link with it.',
  'template.text-no-opt-out':
    'This text part has no {link}: who reads mail as text cannot opt out.',
  'template.text-no-address': 'This text part does not show {{sender.postalAddress}}.',
} as const;
