import { expect, test } from 'vitest';
import { textOfHtml } from '../../../../src/inbound/mail/html-text.ts';

test.each([
  ['<p>Hei &aring; h&oslash;re</p>', 'Hei å høre\n'],
  ['Not &now; nor &toString; nor &valueOf;', 'Not &now; nor &toString; nor &valueOf;'],
  ['caf&#233;&nbsp;&amp; bar', 'café & bar'],
  ['<b>bold<br>line', 'bold\nline'],
])('%s', (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});
