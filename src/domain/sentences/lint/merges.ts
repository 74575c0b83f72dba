/** What is wrong with the Handlebars of a template or a title.. */
export const mergeEnglish = {
  'merge.unescaped': 'Write {{…}}, not {{{…}}}: what prospects give us is escaped.',
  'merge.partial':
    'A partial is written {{> _name}}, without arguments: it is put in before anything else is read.',
  'merge.partial-block': 'Partials with a block of their own are not read here.',
  'merge.decorator': 'Partials are files here: write {{> _name}}.',
  'merge.field-as-helper':
    '{field} is a field, not a helper: write {{default {field} "fallback"}} or {{#if {field}}}.',
  'merge.unknown-helper': 'There is no helper "{name}": there are {known}.',
  'merge.misplaced': '"{name}" is written {example}.',
  'merge.default': 'default takes a field and a fallback: {{default FIELD "fallback"}}.',
  'merge.one-argument': '{name} takes one argument.',
  'merge.arguments': '{name} takes {count} arguments.',
  'merge.empty-fallback':
    'The fallback is empty, which holds the mail like no fallback: write a word.',
  'merge.no-end': 'This {{ has no }}.',
  'merge.else-alone': 'This {else} stands in no {{#if}}.',
  'merge.end-alone': 'There is no {begin} for this {end}.',
  'merge.other-end': '{begin} is closed by {other} here: write {end}.',
  'merge.not-closed': 'This {begin} is never closed: add {end}.',
  'merge.unreadable': 'Handlebars cannot read this: {why}.',
} as const;
