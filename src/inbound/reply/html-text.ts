import { compile, type DomNode, type FormatCallback } from 'html-to-text';
import { quoteMark } from './quotes.ts';
import { signatureMark } from './visible-text.ts';

/** Deeper nesting is left out: no mail program writes it, and the walk over it is recursive. */
const deepest = 300;
const mostChildren = 10_000;
const mostOpen = 2_000;
const mostHtmlChars = 1_000_000;

/** Elements from which on everything is quoted: Outlook on the web and on telephones, Yahoo, Proton, Zoho, GMX. */
const quoteElements = [
  '#appendonsend',
  '#divRplyFwdMsg',
  '#x_divRplyFwdMsg',
  '#mail-editor-reference-message-container',
  '#ms-outlook-mobile-body-separator-line',
  '#OLK_SRC_BODY_SECTION',
  '#reply139content',
  '.yahoo_quoted',
  '.protonmail_quote',
  '.zmail_extra',
  '.tutanota_quote',
  '.OutlookMessageHeader',
  '.ms-outlook-ios-reference-expand',
];
const signatureElements = [
  '.gmail_signature',
  '.moz-signature',
  '.protonmail_signature_block',
  '#Signature',
  '#signature',
  '#AppleMailSignature',
  '#ms-outlook-mobile-signature',
];

const afterMark =
  (mark: string): FormatCallback =>
  (node, walk, builder) => {
    builder.openBlock({ leadingLineBreaks: 1 });
    builder.addLiteral(mark);
    builder.closeBlock({ trailingLineBreaks: 1 });
    builder.openBlock({ leadingLineBreaks: 1 });
    walk(node.children, builder);
    builder.closeBlock({ trailingLineBreaks: 1 });
  };

/** A quote gets its `>`; a paragraph that somebody moved in with a blockquote does not. */
const blockquote: FormatCallback = (node, walk, builder) => {
  const mark = isIndented(node) ? '' : '> ';
  builder.openBlock({ leadingLineBreaks: 1, reservedLineLength: 2 });
  walk(node.children, builder);
  builder.closeBlock({
    trailingLineBreaks: 1,
    blockTransform: (text) =>
      text
        .split('\n')
        .map((line) => mark + line)
        .join('\n'),
  });
};

/** Gmail and Outlook indent with a blockquote without a border; a quote has one, a class or a source. */
function isIndented(node: DomNode): boolean {
  const style: unknown = node.attribs?.style;
  return (
    node.attribs?.class === undefined &&
    node.attribs?.type === undefined &&
    node.attribs?.cite === undefined &&
    typeof style === 'string' &&
    /border(?:-left)?\s?:\s?(?:none|0)/iu.test(style)
  );
}

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: deepest, maxChildNodes: mostChildren },
  formatters: {
    quotedFrom: afterMark(quoteMark),
    signedFrom: afterMark(signatureMark),
    quotation: blockquote,
  },
  selectors: [
    { selector: '*', format: 'inline' },
    ...quoteElements.map((selector) => ({ selector, format: 'quotedFrom' })),
    ...signatureElements.map((selector) => ({ selector, format: 'signedFrom' })),
    { selector: 'blockquote', format: 'quotation' },
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    ...['table', 'tr'].map((selector) => ({ selector, format: 'block' })),
    ...['td', 'th'].map((selector) => ({
      selector,
      format: 'inlineSurround',
      options: { suffix: ' ' },
    })),
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'hr', options: { length: 20 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
    ...['img', 'style', 'script', 'head', 'title', 'object', 'svg'].map((selector) => ({
      selector,
      format: 'skip',
    })),
  ],
});

/** Elements that end by themselves. */
const selfEnding = new Set([
  'p',
  'li',
  'td',
  'th',
  'tr',
  'br',
  'hr',
  'img',
  'meta',
  'link',
  'col',
  'input',
  'option',
  'dt',
  'dd',
]);

/** A document up to where it is nested deeper than any mail is: the parser takes quadratic time over open elements. */
function withoutAbyss(html: string): string {
  let depth = 0;
  for (const tag of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,15})/giu)) {
    if (selfEnding.has((tag[2] ?? '').toLowerCase())) continue;
    depth = tag[1] === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > mostOpen) return html.slice(0, tag.index);
  }
  return html;
}

/** The text of an HTML reply, its quotes marked so that `visibleText` finds them. Bounded, never throws. */
export function htmlToReplyText(html: string): string {
  try {
    return convert(withoutAbyss(html.slice(0, mostHtmlChars)).replaceAll(/[\uE000\uE001]/gu, ''));
  } catch {
    // The library has no error of its own for a document that it cannot walk.
    return '';
  }
}
