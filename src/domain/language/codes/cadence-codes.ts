import { error, warning } from './entry.ts';

/** What a cadence file says as a whole. */
export const cadenceCodes = {
  'no-sending-time': error(
    'The windows and days leave no time to send in.',
    'Name some, or write `windows: always` and `days: all`.',
  ),
  'unused-follow-ups': warning(
    'A schedule for follow-ups in a cadence without any.',
    'Give a mail `thread: reply`, or take `follow_ups` out.',
  ),
  'overlapping-windows': warning(
    'Two sending windows overlap.',
    'Write them as one: the jitter of a touch does not go from one window into the next.',
  ),
  'no-stages': error(
    'The list of stages is empty.',
    'Name some, or take the key out for the usual seven.',
  ),
  'duplicate-stage': error('A stage is listed twice.', 'Keep one of the two.'),
  'unknown-stage': error(
    'A stage that the cadence does not list.',
    'Correct it, or add it to `stages`.',
  ),
  'unused-stage': warning(
    'A stage of the list that no step and no track is in.',
    'Give a step that stage, or take it out of the list: reports would show an empty line.',
  ),
  'stage-out-of-order': warning(
    'A step goes back to an earlier stage than the step before it.',
    'Move the step, or put the stages into the order of the sale: `advance` never goes backwards, and reports read the stages in their order.',
  ),
  'no-steps': error('A cadence or track without steps.', 'Give it at least one.'),
  'duplicate-step': error(
    'A step id is used twice in the file.',
    'Give each step an id of its own, tracks included: reports and running enrolments go by it.',
  ),
  'step-without-action': error(
    'A step with neither email nor task.',
    'Add `email: { template: stage/name }` or `task: { kind: call }`.',
  ),
  'step-with-two-actions': error('A step with both email and task.', 'Make two steps of it.'),
  'invalid-attachment': error(
    'Not a file that may go with a mail.',
    'Write its path within the templates folder, as in proposals/offer.pdf, or an address as in https://files.fjord.example/offer.pdf.',
  ),
  'single-variant': warning(
    'A mail with one variant, or none.',
    'Give two or more to compare, or one `template`.',
  ),
  'duplicate-variant': error(
    'Two variants of a mail with the same id.',
    'Give each an id of its own: reports go by it.',
  ),
  'no-weight': error('All variants of a mail have the weight 0.', 'Give at least one a share.'),
  'weight-sum': warning(
    'The weights of the variants do not add up to 100.',
    'Correct them: they are taken as shares of their sum.',
  ),
  'winner-without-variants': error(
    'A winner is to be found where there are no variants.',
    'Add `variants`, or take `winner` out.',
  ),
  'invalid-condition': error(
    'A condition that cannot be read, or compares what cannot be compared.',
    'Write it in CEL, as in `prospect.attributes.budget >= 50000`; it must come out as true or false.',
  ),
  'unknown-variable': error(
    'A condition asks for a variable or field that there is not.',
    'There are prospect, enrolment and history, and in rules event; a column of your list is `prospect.attributes.NAME`.',
  ),
  'unknown-step': error(
    'A condition names a step that the cadence does not have.',
    'Correct it: a condition over a step that never was is never true.',
  ),
  'reply-without-thread': warning(
    'The first mail of a cadence cannot continue a thread.',
    'Take `thread: reply` out.',
  ),
  'few-touches': warning(
    'Fewer than five touches.',
    'Add follow-ups: 80 % of sales need five or more, yet 44 % of sellers give up after one no, 22 % after two, 14 % after three, 12 % after four.',
  ),
  'closer-than-min-gap': warning(
    'A step follows the one before it sooner than `min_gap` allows.',
    'Lengthen `after`, or shorten `min_gap`: as it stands, the touch leaves later than written.',
  ),
  'skipped-before-due': warning(
    'A task is skipped before it is due.',
    'Make `skip_after` longer than `due_in`.',
  ),
} as const;

/** The rules of a cadence and the tracks that they lead to. */
export const ruleCodes = {
  'empty-rule': error(
    'A rule that does nothing.',
    'Give it pause, task, track, exit, advance or enrol; or take it out, and the default holds.',
  ),
  'fixed-rule': error(
    'A rule for a bounce, a complaint or an opt-out.',
    'Take it out: these always end the enrolment and suppress the address, and no cadence can say otherwise.',
  ),
  contradiction: error('Two actions of a rule that exclude each other.', 'Keep one of the two.'),
  'shadowed-action': warning(
    'An action of a rule is never done, because of another one beside it.',
    'Take it out. After a track, the `then` of the track says where it goes on.',
  ),
  'missing-default': error(
    'A pause until a date without a length for when no date is named.',
    'Add `default: 30 days`, or as long as suits.',
  ),
  'unused-default': error('A `default` without a pause until a date.', 'Take it out.'),
  'pause-without-task': warning(
    'A pause until somebody resumes, and nobody is told.',
    'Add `task: { kind: reply, due_in: 4 hours }`, so that a rep has it on the list.',
  ),
  'unknown-exit-reason': error(
    'An exit reason that a rule cannot give.',
    'Take one of those named; bounces, complaints and opt-outs give theirs by themselves.',
  ),
  'unlikely-category': warning(
    'A category of objections that is nearly a usual one, or in a test nearly one that a rule names.',
    'Correct it, or the rule never fires. A category of your own is fine when your CRM posts it; give it a name that is not mistaken for a usual one.',
  ),
  'unknown-track': error(
    'A track that the cadence does not have.',
    'Correct it, or add the track under `tracks`.',
  ),
  'unused-track': warning(
    'A track that no rule leads to, so that its steps are never reached.',
    'Add a rule under `on`, or take the track out.',
  ),
  'track-loop': warning(
    'Answers to the mails of a track lead into the same track, a loop. Nobody goes through it twice: the second time it stands still, and a person has a task.',
    'Add `pause: true` and a task, so that a person stands between, or let the track end with `then: exit`.',
  ),
  'branch-without-exit': warning(
    'A track that only a person can end: it waits for a task for as long as nobody completes it.',
    'Give the task `skip_after`, so that the prospect comes back by itself.',
  ),
  'stage-without-steps': warning(
    '`advance` names a stage in which no step of the cadence is, so it never does anything.',
    'Name a stage that has steps (those of tracks do not count), or add one.',
  ),
  'never-ahead': warning(
    '`advance` names a stage that never lies ahead, and it never goes backwards unless that is said.',
    'Name a later stage, write `{ to: STAGE, backwards: true }`, or take the rule out.',
  ),
} as const;

/** What a cadence refers to outside its own file. */
export const referenceCodes = {
  'duplicate-cadence': error('Two files with the same cadence key.', 'Give each its own.'),
  'unknown-cadence': error(
    'A cadence that does not exist.',
    'Correct it, or add a file with that key.',
  ),
  'enrol-loop': warning(
    'Rules that enrol lead from a cadence back to itself.',
    'End the chain in one of the cadences, or somebody who loses every deal never gets out.',
  ),
  'never-let-in': warning(
    'A rule enrols into a cadence whose entry rules refuse whoever comes that way.',
    'Add an `exit` to the rule, so that the way is free, or loosen `entry` of the other cadence.',
  ),
  'missing-attachment': error(
    'A file to be attached that cannot be read in the templates folder.',
    'Correct its path, or put the file there.',
  ),
  'url-not-allowed': error(
    'An address to attach a file from that the workspace does not allow.',
    'Correct it, or add what it begins with to `attachments: { allow: […] }` in workspace.yaml.',
  ),
  'attachments-too-large': error(
    'The attachments of a mail are over 5 MiB.',
    'Make them smaller, or link to them: many servers refuse large mails.',
  ),
  'unknown-calendar': error(
    'A calendar that workspace.yaml does not have.',
    'Correct it, or add it under `calendars` in workspace.yaml.',
  ),
  'unknown-pool': error(
    'A pool of mailboxes that workspace.yaml does not have.',
    'Correct it, or add it under `pools` in workspace.yaml.',
  ),
  'no-common-window': warning(
    'The windows are never open on the clocks of sender and prospect at the same time.',
    'Widen them, or take `windows_of: both` out: as it is, the first clock alone counts.',
  ),
  'unknown-template': error(
    'A template that does not exist.',
    'Correct it, or add templates/stage/name.mjml (or one file a language, name.nb.mjml).',
  ),
  'missing-locale': warning(
    'A template has no version in the language of the cadence.',
    'Add the file that the message names.',
  ),
  'missing-translation': warning(
    'A mail lacks a language that the other mails of the cadence have.',
    'Translate it, or somebody who reads that language gets one mail in another.',
  ),
  'subject-in-thread': warning(
    'A mail in a thread has a subject of its own, which is never seen.',
    'Write the subject of the mail that begins the thread, or take `thread: reply` out.',
  ),
} as const;
