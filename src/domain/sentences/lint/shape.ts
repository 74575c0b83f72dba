/** What is wrong with the form of a YAML file: its keys, and the kinds of its values. */
export const shapeEnglish = {
  'lint.unknown-key': 'The key {key} is not known{meant}',
  'lint.unknown-key-in': 'The key {key} is not known in {where}{meant}',
  'lint.missing-key': '{key} is missing in {where}.',
  'lint.secret-in-file':
    '{key} would keep a secret in a file that is shared: put it into an environment variable and write the name of that here, as in `secret_env: CRM_WEBHOOK_SECRET` or `smtp_env: SMTP_URL`. Change the secret if this was saved.',
  'lint.fixed-rule':
    'There is no rule for {key}: a bounce, a complaint and an opt-out always end the enrolment and suppress the address.',
  'lint.not-yet-caps':
    'A limit of that name (`{key}`) cannot be used in this release yet; write `cap: { per_day: 100 }`, or `caps` of a mailbox in workspace.yaml.',
  'lint.of-value': '{name}: {what}',
  'lint.wrong-kind': '{name} must be {kind}{but}',
  'lint.the-file': 'the file',
  'kind.text': 'text',
  'kind.list': 'a list',
  'kind.mapping': 'a mapping',
  'kind.boolean': 'true or false',
  'kind.number': 'a number',
  'kind.whole-number': 'a whole number',
  'but.is': ', but is {what}.',
  'but.is-perhaps-text': ', but is {what}: put it in quotes if it is text.',
  'but.no-value': ', but has no value: fill it in or take the key out.',
  'lint.number-small': 'Too small: expected number to be >={least}',
  'lint.number-big': 'Too big: expected number to be <={most}',
  'lint.list-short': 'Too small: expected array to have >={least} items',
  'lint.list-long': 'Too big: expected array to have <={most} items',
  'lint.text-short': 'Too small: expected string to have >={least} characters',
  'lint.text-long': 'Too big: expected string to have <={most} characters',
  'lint.not-a-url': 'Invalid URL',
  'lint.not-the-value': 'Invalid input: expected {value}',
  'lint.not-an-option': 'Invalid option: expected one of {options}',
  'lint.no-way': 'Invalid input',
} as const;
