/**
 * Why somebody is not enrolled: what follows their address, without a full stop. And why a deed on an enrolment is not
 * done: what follows the colon.
 */
export const refusalEnglish = {
  'refusal.invalid-address': 'is not an e-mail address',
  'refusal.missing-address': 'the row has no e-mail address',
  'refusal.suppressed': 'is suppressed: this person gets no mail',
  'refusal.blocked-domain': 'belongs to a suppressed domain',
  'refusal.erased': 'was erased on request and stays so',
  'refusal.twice': 'stands more than once in this list',
  'refusal.twice-on-line': 'stands on line {line} already',
  'refusal.given-away': 'is given to {owner}, whose work this key does not see',
  'refusal.not-yours': 'is worked on by somebody else, whose work this key does not see',
  'refusal.id-of-other':
    'is given the id {id} of {source}, which is that of a person whom this key does not see',
  'refusal.import-of-others':
    'it is still running, and takes people of owners whose work this key does not see; try again when it has finished',
  'refusal.declined': 'has opted out of {cadence}',
  'refusal.unlawful': 'may not be mailed. {lack}',
  'refusal.is-in': 'is in {cadence} already',
  'refusal.has-been-in': 'has been in {cadence}, which takes nobody twice',
  'refusal.is-elsewhere': 'is in {other}, and {cadence} takes nobody who is in another cadence',
  'refusal.cooldown':
    'is taken by {cadence} from {from} on, {cooldown} after the end of their last cadence',
  'refusal.company-one':
    'is refused: {cadence} has 1 person of {company} already, and takes no more of one company',
  'refusal.company':
    'is refused: {cadence} has {limit} people of {company} already, and takes no more of one company',
  'objection.stays-paused':
    'the objection is noted and changes nothing: it stays paused ({reason})',
  'objection.stays':
    'the objection is noted and changes nothing: something that weighs more was heard before',
  'deed.not-active': 'it has ended',
  'deed.not-paused': 'it is not paused',
  'deed.unknown-stage': 'its cadence has no such stage',
  'deed.not-ahead': 'that stage has no step ahead of where it stands (going back has to be said)',
  'deed.nothing-left': 'every step of that stage has been touched, and nobody gets a mail twice',
  'deed.already-ended': 'it has ended already',
  'deed.not-ended': 'it has not ended',
  'deed.not-by-hand':
    'nobody has ended it by hand, or that was taken back already, or it is so long ago that it was forgotten',
  'deed.heard-forgotten': 'something was heard since whose words are forgotten',
  'deed.was-held': 'it was held when it was ended ({reason}); enrol them anew',
  'deed.unknown-hand-over': 'of one of its mails nobody knows whether it was sent',
  'deed.heard-since': 'what was heard since would have ended it ({reason})',
  'deed.enrolled-since': 'the person has been enrolled in {cadence} since',
  'deed.suppressed': 'the person wants no mail any more',
  'deed.blocked-domain': 'their domain is blocked',
  'deed.erased': 'the person was erased on request',
  'deed.company-limit': 'the person {why}',
} as const;
