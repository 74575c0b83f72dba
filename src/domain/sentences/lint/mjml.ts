/** What is wrong with the MJML of a template. */
export const mjmlEnglish = {
  'mjml.no-body': 'There is no <mjml> with an <mj-body> in it: that is what a mail is made of.',
  'mjml.open-quote': 'This quote has no other: MJML drops <{tag}> and what follows.',
  'mjml.open-tag': 'The tag <{tag} has no >.',
  'mjml.same-quotes':
    "The merge field in {attribute} has the same quotes as the attribute, so MJML cuts it off: write {attribute}='…' with single quotes around.",
  'mjml.include': 'Only <mj-include path="…" /> is read, in one line and without other attributes.',
  'mjml.other-end': '</{tag}> does not close <{open}>: write </{meant}>.',
  'mjml.end-alone': '</{tag}> closes nothing: take it out, or open <{tag}> before.',
  'mjml.not-closed':
    '<{tag}> is not closed before {before}: add </{tag}>, or MJML drops what stands in it.',
  'mjml.the-end': 'the end',
  'mjml.lost-fields':
    'Handlebars between MJML elements is dropped: write <mj-raw>{first}</mj-raw>.',
  'mjml.lost-text': 'This text stands in <{tag}> and is dropped: put it into <mj-text>.',
  'mjml.html-outside':
    '<{tag}> stands where MJML elements belong: put HTML into <mj-text> or <mj-raw>.',
  'mjml.unknown-element': 'MJML has no element <{tag}>{meant}',
  'mjml.unknown-attribute': '<{tag}> has no attribute {attribute}.',
  'mjml.unknown-attribute-near': '<{tag}> has no attribute {attribute}{meant}',
  'mjml.misplaced': '{tag} cannot be used inside {parent}, only inside: {places}.',
  'mjml.words': '{words}.',
  'mjml.invalid-value': '{attribute} has an invalid value: {why}.',
} as const;
