import { error, warning } from './entry.ts';

/** Template files: front matter, MJML, Handlebars, and the mail that comes out. */
export const templateCodes = {
  'missing-front-matter': error(
    'The template does not begin with its front matter.',
    'Begin the file with a line of ---, `subject:` and `preheader:`, and a line of ---.',
  ),
  'invalid-front-matter': error(
    'The front matter is not YAML with `subject` and, if you like, `preheader`.',
    'Write both in quotes: a colon or {{ at the beginning means something to YAML.',
  ),
  'invalid-handlebars': error(
    'Handlebars cannot read this.',
    'Check that each {{ has its }} and each {{#if}} its {{/if}}.',
  ),
  'unescaped-field': error(
    'A field in three braces is not escaped.',
    'Write two braces: what prospects and CRMs give us must not become HTML.',
  ),
  'unknown-helper': error(
    'A helper that templates do not have.',
    'Take one of those named. A fallback is written {{default prospect.firstName "there"}}.',
  ),
  'wrong-arguments': error(
    'A helper with too few or too many arguments.',
    'Write {{default FIELD "fallback"}}, {{#if FIELD}}, (eq FIELD "value").',
  ),
  'misplaced-helper': error(
    'A helper in a place where it does not work.',
    'Write {{default FIELD "fallback"}}, {{#if FIELD}}…{{/if}}, {{#if (eq FIELD "value")}}…{{/if}}.',
  ),
  'unknown-merge-field': error(
    'A merge field that nothing provides: every mail with it would be held.',
    'Take the suggestion. Columns of your own are under prospect.attributes, variables of an enrolment under enrolment.variables.',
  ),
  'always-fallback': warning(
    'A field that nothing provides, so that always its fallback is shown, or never what depends on it.',
    'Take the suggestion, or write the fallback alone.',
  ),
  'merge-field-without-fallback': warning(
    'A merge field that some prospects have no value for: their mail is held and a rep gets a task.',
    'Write {{default prospect.firstName "there"}}, or {{#if prospect.firstName}}…{{/if}} around it.',
  ),
  'unknown-partial': error(
    'A partial that the templates folder does not have.',
    'Correct it, or add the file, templates/_partials/_name.mjml (or one a language).',
  ),
  'partial-loop': error('A partial contains itself.', 'Take the reference out.'),
  'unused-partial': warning('A partial that no template uses.', 'Use it or delete it.'),
  'unused-template': warning('A template that no cadence uses.', 'Use it or delete it.'),
  'ignored-file': warning(
    'A file in the templates folder that is never read, because of its name or place.',
    'Name it stage/name.mjml or stage/name.nb.mjml in lower case; a .txt stands beside the .mjml of the same name.',
  ),
  'invalid-mjml': error(
    'MJML does not know this element or attribute, or not here.',
    'Correct it.',
  ),
  'unclosed-tag': error(
    'An MJML element is not closed, or a closing tag closes nothing: MJML drops what stands in it.',
    'Close each element by its own name, the inner ones first.',
  ),
  'lost-text': error(
    'Text stands where MJML drops it without a word.',
    'Put text into <mj-text>, and {{#if}} around MJML elements into <mj-raw>{{#if …}}</mj-raw>.',
  ),
  'missing-image': error(
    'An image that goes with the mail (`cid:NAME`) and cannot be read.',
    'Put it into the folder _assets of the templates folder, and write its name with the ending: cid:logo.png.',
  ),
  'html-too-large': warning(
    'The HTML part is over 100 kB as it is sent.',
    'Shorten it: Gmail clips a mail at 102 kB, and the opt-out link with it.',
  ),
  'no-opt-out-link': warning(
    'The mail has no link to {{unsubscribeUrl}}.',
    'Add <a href="{{unsubscribeUrl}}">, best in a footer partial. A text part of its own needs it too.',
  ),
  'no-postal-address': warning(
    'The mail does not say where its sender can be found.',
    'Add {{sender.postalAddress}}, best in a footer partial. A text part of its own needs it too.',
  ),
  'insecure-link': warning(
    'A link or an image over http:.',
    'Write https: browsers and mail programs warn about the other.',
  ),
  'foreign-link': warning(
    'A link to another domain than that of the sender.',
    'Link to your own domain where you can, never through a shortener: spam filters compare the two.',
  ),
  'missing-alt': warning(
    'An image without an alt text.',
    'Add alt="…": many mail programs show no images at first. An ornament has alt="".',
  ),
} as const;
