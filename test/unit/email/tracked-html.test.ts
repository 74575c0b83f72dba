import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trackedHtml } from '../../../src/email/tracked-html.ts';
import { hostileText } from './hostile-text.ts';

const optOut = 'https://mail.example/u/token';
const tracked = (html: string, seen: string[] = []) =>
  trackedHtml(html, {
    linkTo: (url) => {
      seen.push(url);
      return `https://go.example/c/${seen.length}`;
    },
    pixelUrl: null,
    untouched: ['https://mail.example/u/'],
  });

test.each([
  ['a link', '<a href="https://fjord.example/a">', 'https://fjord.example/a'],
  ['of any case', "<A HREF = 'HTTP://Fjord.example'>", 'http://fjord.example/'],
  ['of a map', '<area href="https://fjord.example/">', 'https://fjord.example/'],
  [
    'what HTML escapes',
    '<a href="https://x.example/?a&#x3D;1&amp;b=2">',
    'https://x.example/?a=1&b=2',
  ],
  [
    'a number without its end',
    '<a href="https://x.example/?a&#61b&#x3Dz">',
    'https://x.example/?a=b=z',
  ],
  [
    'codes of windows-1252',
    '<a href="https://x.example/&#128;&#159;&#129;">',
    'https://x.example/%E2%82%AC%C5%B8%C2%81',
  ],
  [
    'codes of no character',
    '<a href="https://x.example/&#0;&#xd800;&#x110000;&#99999999;">',
    `https://x.example/${'%EF%BF%BD'.repeat(4)}`,
  ],
  [
    'what only looks like a name',
    '<a href="https://x.example/?a=1&copy=2&copyright=3&utm_x=4">',
    'https://x.example/?a=1&copy=2&copyright=3&utm_x=4',
  ],
  ['letters', '<a href="https://blåbær.example/ø x">', 'https://xn--blbr-roah.example/%C3%B8%20x'],
  [
    'behind braces that somebody wrote',
    '{{<b>{{{</b><a href="https://x.example/">',
    'https://x.example/',
  ],
  ['with braces in it', '<a href="https://fjord.example/?a={{b">', 'https://fjord.example/?a={{b'],
  ['behind others', '<a class="b" href="https://x.example/#y" id=z>', 'https://x.example/#y'],
])('%s is followed', (_what, html, url) => {
  const seen: string[] = [];
  const written = tracked(`<p>${html}Read</a></p>`, seen);
  expect(seen).toEqual([url]);
  expect(written).toMatch(/^<p>.*<a.*https:\/\/go\.example\/c\/1.*>Read<\/a><\/p>$/i);
  expect(written).not.toContain('x.example');
});

test.each([
  ['the opt-out', `<a href="${optOut}">`],
  ['the opt-out with more to it', `<a href="${optOut}?for=me">`],
  ['a mail', '<a href="mailto:kari@fjord.example">'],
  ['a telephone', '<a href="tel:+4722000000">'],
  ['an anchor', '<a href="#prices">'],
  ['a script', '<a href="javascript:alert(1)">'],
  ['data', '<a href="data:text/html,hi">'],
  ['another scheme', '<a href="ftp://fjord.example">'],
  ['no address', '<a href="https://">'],
  ['a path', '<a href="/prices">'],
  ['nothing', '<a href="">'],
  ['no link at all', '<a name="x">'],
  ['an image', '<img src="https://fjord.example/logo.png" alt="">'],
  ['a style sheet', '<link href="https://fonts.example/css" rel="stylesheet">'],
  ['for Outlook alone', '<!--[if mso]><a href="https://fjord.example">x</a><![endif]-->'],
  ['a tag without an end', '<a href="https://fjord.example'],
  ['without quotes', '<a href=https://fjord.example/>'],
  ['a name that we do not know', '<a href="https://x.example/?a=1&aring;=2">'],
  ['a name of what every object has', '<a href="https://x.example/?a=1&constructor;=2">'],
  ['a name that HTML reads without its end', '<a href="https://x.example/?a=1&not_b=2">'],
  ['beyond what proxies take', `<a href="https://fjord.example/${'a'.repeat(2_000)}">`],
])('%s is left as it is', (_what, html) => {
  const seen: string[] = [];
  expect(tracked(html, seen)).toBe(html);
  expect(seen).toEqual([]);
});

test('the same address twice is one link, and of two attributes the first is the link', () => {
  const seen: string[] = [];
  const html =
    '<a href="https://a.example/" href="https://b.example/">1</a><a href="https://a.example/">2</a>';
  expect(tracked(html, seen)).toBe(
    '<a href="https://go.example/c/1" href="https://b.example/">1</a><a href="https://go.example/c/1">2</a>',
  );
  expect(seen).toEqual(['https://a.example/']);
});

test('the image is the last of the body', () => {
  const pixel = { linkTo: null, pixelUrl: 'https://go.example/o/x.gif', untouched: [] };
  const image = '<img src="https://go.example/o/x.gif" width="1" height="1" alt="" ';
  expect(trackedHtml('<body><p>Hi</p></BODY></html>', pixel)).toMatch(
    new RegExp(`^<body><p>Hi</p>${image}[^>]*></BODY></html>$`),
  );
  // A letter that is longer in lower case.
  expect(trackedHtml('<body>İİİ</body>', pixel)).toMatch(
    new RegExp(`^<body>İİİ${image}[^>]*></body>$`),
  );
  expect(trackedHtml('Hi', pixel)).toMatch(new RegExp(`^Hi${image}[^>]*>$`));
});

test('whatever stands in a mail, only what a link leads to changes', () => {
  const part = fc.oneof(
    hostileText,
    fc.constantFrom('<a href="', '">', '</a>', "<a href='", "'>", '{{', '}}', '<!--', '-->'),
    fc.constantFrom('https://fjord.example/', 'mailto:x@y.example', '&amp;', '<', '>', '"'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const html = parts.join('');
      const seen: string[] = [];
      const written = tracked(html, seen);
      for (const url of seen) expect(url).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
      if (seen.length === 0) expect(written).toBe(html);
      // What is around the links stands there still, in its order.
      let from = 0;
      for (const piece of written.split(/https:\/\/go\.example\/c\/\d+/)) {
        const at = html.indexOf(piece, from);
        expect(at).toBeGreaterThanOrEqual(from);
        from = at + piece.length;
      }
    }),
  );
});
