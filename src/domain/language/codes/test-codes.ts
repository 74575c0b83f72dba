import { error } from './entry.ts';

/** The tests inside a cadence file. */
export const testCodes = {
  'duplicate-test': error(
    'Two tests of a cadence have the same name.',
    'Give each its own: reports go by it.',
  ),
  'no-expectation': error(
    'A test that expects nothing cannot fail.',
    'Say what is to be true, as in `expect: { status: paused, sent: [intro] }`.',
  ),
  'unreadable-time': error(
    'Not a time of a test.',
    'Write it on the wall clock of the prospect, as in "2026-11-24 09:00", or with its offset, as in 2026-11-24T09:00:00+01:00.',
  ),
  'skipped-time': error(
    'A time that does not exist: the clock goes forward over it.',
    'Take one before or after the change.',
  ),
  'before-enrolment': error(
    'Something happens or is expected before the prospect is enrolled.',
    'Correct one of the two times.',
  ),
  'unknown-task': error(
    'A task that the cadence does not give.',
    'Name a step that is a task, or a mail with `approve: true`; an expectation may name the kind instead.',
  ),
  'wrong-deed': error(
    'What is done with a task does not fit it.',
    'A mail with `approve: true` is approved or rejected; every other task is completed or skipped.',
  ),
  'unknown-variant': error(
    'A variant that the step does not have.',
    'Correct it, or add it to the `variants` of the mail.',
  ),
} as const;
