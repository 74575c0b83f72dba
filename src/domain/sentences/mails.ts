/** Why a mail is not written anew, held back, or no longer there: without a full stop. */
export const mailEnglish = {
  'draft.no-approval': 'Task {id} has no mail that waits for approval',
  'draft.text-needed':
    'Who writes the HTML anew writes the text part too: readers of plain text get that one',
  'draft.subject':
    'The subject is one line that is not empty, without control characters or blanks at its ends',
  'draft.opt-out-link': 'The HTML and the text hold the opt-out link of this person: {link}',
  'draft.too-large':
    'The HTML has {bytes} bytes encoded, and Gmail hides what comes after {most}, the opt-out link too',
  'draft.changed-meanwhile': 'Somebody has written this mail anew meanwhile',
  'draft.nothing-changed': 'Nothing was written anew',
  'mail.clipped':
    'the HTML has {bytes} bytes with what was merged in, and Gmail hides what comes after {most}, the opt-out link too. Shorten what is merged, or the template, and move the enrolment to the new version',
  'mail.unsigned': 'Commercial mail says who sends it: {what}',
  'mail.nameless-mailbox':
    'the mailbox {key} has no name beside its address: write `from: "Name <{address}>"`',
  'mail.no-postal-address':
    'the workspace has no `company.postal_address`: write it into workspace.yaml',
  'mail.hidden-postal-address':
    'it does not show the postal address: put {{sender.postalAddress}} into its template, and move the enrolment to the new version',
  'mail.missing-field':
    '{where} needs {fields}: give a value, or a fallback as in {{default {first} "…"}}',
  'mail.unlawful': '{lack}. Record what it is based on, and it goes on; or exit the enrolment',
  'mail.no-mail-step': 'Step "{step}" is a {kind}, not a mail',
  'mail.nothing-planned': 'The next step of this enrolment is not a mail',
  'mail.file-has-errors': 'No cadence file without errors has the key "{key}": see its file',
  'mail.not-kept': 'This mail is no longer kept: {why}',
  'mail.erased': 'the person was erased on request',
  'mail.step-gone': 'no version of the cadence that is left has the step "{step}"',
  'mail.template-unknown': 'it is not known any more which template it was made of',
  'mail.field-gone': 'a field that it named is no longer known of the person ({why}.)',
  'mail.template-gone': 'its template is gone',
} as const;
