import { expect, test } from 'vitest';
import { passagesOf, withPassages } from '../../../src/email/draft-passages.ts';
import { htmlAsText } from '../../../src/email/mjml.ts';

const html = `<div><p>Hi O&#x27;Brien</p>
<p class="x">We save <strong>three</strong> hours.<br />Each week.</p>
<ul><li>One &amp; two</li><li>Three</li></ul>
<p>See <a href="https://a.example">this</a></p>
<p>Hi O&#x27;Brien</p></div>`;
const mail = { html, text: `${htmlAsText(html)}\n` };

test('paragraphs, points and headings without links are passages, as a person writes them', () => {
  expect(passagesOf(mail)).toEqual([
    ...["Hi O'Brien", 'We save **three** hours.\nEach week.', 'One & two', 'Three'],
    "Hi O'Brien",
  ]);
});

test('what is not written anew stays as it is, to the letter', () => {
  const same = new Map(passagesOf(mail).map((text, index) => [index, text.replace('\n', '\r\n')]));
  expect(withPassages(mail, same)).toEqual(mail);
  expect(withPassages(mail, new Map([[99, 'nobody']]))).toEqual(mail);
});

test('HTML and text part say the same, and what looks like markup is none', () => {
  const anew = new Map([
    [1, 'Two **hours** <b>\n\nAnd **so** on'],
    [3, ''],
    [4, 'Bye $& {{x}}'],
  ]);
  const written = withPassages(mail, anew);
  expect(written.html).toContain(
    '<p class="x">Two <strong>hours</strong> &lt;b&gt;</p>\n<p class="x">And <strong>so</strong> on</p>',
  );
  expect(written.html).not.toContain('Three');
  expect(written.html).toContain('<p>Hi O&#x27;Brien</p>');
  expect(written.html).toContain('<p>Bye $&amp; {{x}}</p>');
  expect(written.text).toBe(
    "Hi O'Brien\n\nTwo hours <b>\n\nAnd so on\n\n * One & two\n\nSee this (https://a.example)\n\nBye $& {{x}}\n",
  );
});

test('words that the text part has otherwise are left alone', () => {
  expect(passagesOf({ html: '<p>One</p><p>Two</p>', text: 'Two' })).toEqual(['Two']);
});
