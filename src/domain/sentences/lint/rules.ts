/** What is wrong with rules, conditions, tracks and stages. */
export const ruleEnglish = {
  'lint.empty-rule': 'The rule does nothing: give it one of {actions}.',
  'lint.pause-and-exit':
    'pause and exit exclude each other: an enrolment that has ended cannot pause.',
  'lint.track-and-exit':
    'track and exit exclude each other: an enrolment that has ended cannot go over to a track.',
  'lint.track-hides-advance':
    'advance is not done beside track: the `then` of the track says where it goes on.',
  'lint.exit-hides-advance':
    'advance is not done beside exit: an enrolment that has ended does not go on.',
  'lint.missing-default':
    '`pause: {pause}` needs a `default` (as in 30 days) for when no date is named.',
  'lint.unused-default':
    '`default` belongs to `pause: until-date` or `pause: until-return`: take it out.',
  'lint.pause-without-task':
    'The enrolment stands still until somebody resumes it, and nobody is told: add `task: { kind: reply }`.',
  'lint.unlikely-category':
    '{category} is no usual category and never fires unless your CRM posts it, did you mean {meant}?',
  'lint.unknown-stage': 'The stage {stage} is not in the list of stages{meant}',
  'lint.no-stages': 'The list of stages is empty: name some, or take it out for the usual seven.',
  'lint.duplicate-stage': 'The stage {stage} is listed twice.',
  'lint.unused-stage': 'No step and no track is in the stage {stage}.',
  'lint.stage-without-steps':
    'No step of the cadence is in the stage {stage} (those of tracks do not count), so this never does anything.',
  'lint.never-ahead':
    'The stage {stage} never lies ahead of where somebody stands, and `advance` never goes backwards unless that is said.',
  'lint.stage-out-of-order':
    'This step goes back from the stage {before} to {stage}: `advance` and reports take the stages in the order of the list.',
  'lint.unknown-track': 'The cadence has no track {track}{meant}',
  'lint.unused-track':
    'No rule under `on` leads to the track {track}, so its steps are never reached.',
  'lint.track-loop-of-answers':
    'Each answer leads into the track {track} once more, which then only waits for a person: add `pause: true` and a task, or let the track end with `then: exit`.',
  'lint.track-loop-of-machines':
    'Each automatic answer leads into the track {track} once more, which then only waits for a person: add `pause: true` and a task, or let the track end with `then: exit`.',
  'lint.branch-without-exit':
    'Nobody leaves the track {track} before somebody has completed this task: give it `skip_after`.',
  'lint.unknown-step': 'There is no step {id}{meant}',
  'lint.unknown-variable': 'There is no variable {name}{meant}',
  'hint.event-in-rules': ': only a rule under `on:` has one',
  'lint.unknown-field': 'There is no field {name}{meant}',
  'lint.condition-not-bool':
    'A condition is true or false, and this is a {type}: compare it with something.',
  'lint.condition-assigns': 'Write == to compare.',
  'lint.condition-cut': 'The condition cannot be read: something is missing at the end.',
  'lint.condition': 'The condition cannot be read: {words}.',
} as const;
