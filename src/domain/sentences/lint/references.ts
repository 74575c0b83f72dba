/** What only shows when the files are seen together. */
export const referenceEnglish = {
  'lint.unknown-cadence': 'There is no cadence {cadence}{meant}',
  'lint.duplicate-cadence': 'The key {key} is used already in {file}: every cadence has its own.',
  'lint.unknown-template': 'There is no template {template}{meant}',
  'hint.folder-has': '; {folder}/ has {names}',
  'lint.no-locale':
    '{template} has files with a locale only, and the cadence names none: prospects without a language get any of them. Add {template}.mjml or a `locale`.',
  'lint.missing-locale':
    '{template} has no file for {locale}, the language of the cadence: add {template}.{locale}.mjml or {template}.mjml.',
  'lint.missing-translation':
    '{template} is not there in {locale}, but the other mails of this cadence are: add {template}.{locale}.mjml.',
  'lint.subject-in-thread':
    'This mail continues the thread of {step} and goes out under its subject, {subject}; the own one, {own}, is never seen. Write the same, or take `thread: reply` out.',
  'lint.enrol-loop':
    '{event} leads back to where it began ({ring}): whoever hears it every time never gets out.',
  'lint.never-let-in': '{event} never enrols anybody in {cadence}: {why}.',
  'entry.once': 'whoever hears it is in it already, and it takes nobody twice (`reentry: once`)',
  'entry.active':
    'whoever hears it stays in it, and it takes nobody who is (`reentry: when-not-active`)',
  'entry.exclusive':
    'whoever hears it stays in {from}, and {cadence} takes nobody who is in another cadence (`exclusive`)',
  'lint.pool-of-cadence': 'There is no pool {pool} in workspace.yaml{meant}',
  'lint.stage-of-no-cadence': 'No cadence has the stage {stage}{meant}',
} as const;
