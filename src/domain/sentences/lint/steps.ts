/** What is wrong with steps and their mails. */
export const stepEnglish = {
  'lint.duplicate-step':
    'The step id {id} is used already in line {line}: ids are unique in the file, tracks included.',
  'lint.two-actions': 'A step is a mail or a task, not both: make two steps of it.',
  'lint.no-action': 'A step needs `email: { template: stage/name }` or `task: { kind: call }`.',
  'lint.no-steps': 'There must be at least one step here.',
  'lint.reply-without-thread':
    'The first mail has no thread to continue and opens a new one: take `thread` out.',
  'lint.few-touches':
    'Only {touches}: 80 % of sales need five or more follow-ups, yet 44 % of sellers give up after one no, 22 % after two, 14 % after three, 12 % after four.',
  'touches.one': '1 touch',
  'touches.several': '{count} touches',
  'lint.template-and-variants':
    'template and variants exclude each other: a mail has one template, or several variants.',
  'lint.single-variant':
    'Variants are compared with one another: give two or more, or one `template`.',
  'lint.duplicate-variant': 'The variant {id} is there in line {line} already.',
  'lint.no-weight': 'All weights are 0, so nobody gets this mail: give at least one a share.',
  'lint.weight-sum': 'The weights add up to {sum}, not to 100: they are taken as shares of {sum}.',
  'lint.winner-alone': 'There is no winner without `variants`: add some, or take the key out.',
  'lint.file-and-url': 'file and url exclude each other: make two attachments of them.',
  'lint.no-file': 'file is missing in {where}, or url.',
  'lint.missing-attachment': 'The file {file} of the templates folder {why}.',
  'file.not-there': 'is not there',
  'lint.attachments-too-large':
    'The attachments of {step} have {mib} MiB together: 5 are the most.',
  'lint.closer-at-once':
    'This touch follows at once after the one before it, but `min_gap` keeps {gap} between two: it leaves later than written.',
  'lint.closer':
    'This touch follows {after} after the one before it, but `min_gap` keeps {gap} between two: it leaves later than written.',
  'lint.skipped-before-due':
    'The task is skipped after {skip}, before it is due ({due}): make `skip_after` the longer one.',
} as const;
