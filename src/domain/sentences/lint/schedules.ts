/** What is wrong with schedules and calendars. */
export const scheduleEnglish = {
  'lint.no-days': 'An empty list of days leaves no time to send in: name some, or write all.',
  'lint.no-windows':
    'An empty list of windows leaves no time to send in: name some, or write always.',
  'lint.overlap': 'The window {window} overlaps one before it: write the two as one.',
  'lint.unused-follow-ups':
    'No mail continues a thread, so this never holds: give a mail `thread: reply`, or take it out.',
  'lint.blackout-backwards': 'The blackout ends on {to}, before it begins.',
  'lint.blackout-long':
    'The blackout lasts {days} days, and {most} is the most: pause the enrolments instead.',
  'lint.unknown-calendar': 'There is no calendar {key} in workspace.yaml{meant}',
  'lint.no-common-window':
    "The windows are never open in {zone} and in {other}, the sender's, at the same time: widen them, or take `windows_of` out.",
} as const;
