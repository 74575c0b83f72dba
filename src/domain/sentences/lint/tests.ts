/** What is wrong with the tests in a cadence file. */
export const testEnglish = {
  'lint.duplicate-test': 'A test in line {line} has this name already.',
  'lint.skipped-time': 'There is no {text} in {zone}: the clock goes forward over it.',
  'lint.unreadable-time': '{text} is not a time: write it as in "2026-11-24 09:00".',
  'lint.before-enrolment': '{text} is before the enrolment.',
  'lint.no-expectation': 'This test expects nothing: it cannot fail.',
  'lint.empty-expectation': 'This expects nothing: it cannot fail.',
  'lint.unnamed-category': 'No rule names the category {category}, did you mean {meant}?',
  'lint.no-task-at-all': 'The step {step} gives nobody a task.',
  'lint.no-task': 'The step {step} gives nobody a task; tasks come from {givers}.',
  'lint.deed-on-approval': '{step} is a mail that waits for approval: approve or reject it.',
  'lint.deed-on-task': '{step} is a task: complete or skip it.',
  'lint.no-such-track': 'There is no track {track}{meant}',
  'lint.unknown-task': 'The cadence gives no task {task}{meant}',
  'lint.unknown-variant': 'The step {step} has no variant {variant}{meant}',
  'hint.has-none': ': it has none.',
} as const;
