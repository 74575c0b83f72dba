/** What is wrong with templates and merge fields, seen from outside of them. */
export const fieldEnglish = {
  'lint.unused-template': 'No cadence uses the template {template}.',
  'lint.unused-partial': 'No template takes in the partial {partial}.',
  'lint.text-without-template':
    'A text part belongs to a template of the same name: there is no {mjml}.',
  'lint.ignored-file':
    'No step can name this file: it must be stage/name.mjml or stage/name.nb.mjml, in lower case.',
  'lint.foreign-link':
    'This links to {host}, but the mail comes from {senders}: spam filters compare the two.',
  'lint.field-of-several': '{field} holds several values: name one of them, as in {field}.…',
  'lint.unknown-field-of-mail': 'Nothing provides {field}{meant}',
  'hint.own-variables': '; your own variables are written enrolment.variables.{own}',
  'hint.own-columns': '; columns of your own are written prospect.attributes.{own}',
  'lint.bare-title':
    'A prospect without {field} gets a task with a bare title: write {{default {field} "…"}}.',
  'lint.sender-without-field':
    'Not every mailbox has {field}, and without it the mail is held: fill it in under `mailboxes`, or write {{default {field} "…"}}.',
  'lint.prospect-without-field':
    'A prospect without {field} is held here: write {{default {field} "…"}}, or {{#if {field}}}…{{/if}} around it.',
} as const;
