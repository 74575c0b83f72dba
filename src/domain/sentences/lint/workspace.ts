/** What is wrong with `workspace.yaml`. */
export const workspaceEnglish = {
  'lint.not-acted-on':
    '`{key}` is kept, but nothing acts on it in this release yet: do not rely on it.',
  'lint.duplicate-mailbox': 'The key {key} is used already: every one of mailboxes has its own.',
  'lint.duplicate-source': 'The key {key} is used already: every one of sources has its own.',
  'lint.empty-pool': 'The pool {pool} has no mailbox: nothing can be sent from it.',
  'lint.unknown-mailbox': 'There is no mailbox {mailbox}{meant}',
  'lint.unknown-pool': 'There is no pool {pool}{meant}',
  'lint.no-company-address':
    'The company has no `postal_address`: commercial mail must say where its sender can be found.',
  'lint.unaligned-dkim':
    'Mails from {domain} are signed by {signing}: DMARC counts only signatures of {own}.',
  'lint.bounces-need-plain':
    'Bounces cannot go to return_path while mails are from {address}: write from an address in plain letters.',
  'lint.answers-need-plain':
    'Answers cannot go to {address}: some servers take only addresses in plain letters.',
  'lint.policy-alone':
    '`{key}` counts only beside `lawful_basis: required`: add it, or nobody is refused.',
  'lint.foreign-tracking':
    'Followed links lead to {domain}, but mails come from {senders}: spam filters compare the two.',
  'lint.foreign-tracking-too':
    'Followed links lead to {domain}, but mails come from {senders} too: spam filters compare the two.',
  'lint.source-needs': 'A source of scheme {scheme} needs {key}: {why}.',
  'source.topics': 'the SNS topics that may post, by ARN',
  'source.secret': 'the environment variable with the secret that it proves itself by',
  'source.fields': 'where a body keeps whom an event is about, as in {example}',
  'source.events': 'what an event is, as in {example}',
  'lint.source-reads': 'The scheme {scheme} does not read {key}: it reads {keys}.',
  'lint.source-names-nobody':
    'Nothing in `fields` says whom an event is about: give one of {keys}.',
} as const;
