/** Those that stand in addresses; whoever has others has written something else than an address. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Names that HTML reads without their `;` too, since they are older than it. */
const legacy: ReadonlySet<string> = new Set(
  `AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute Icirc Igrave Iuml LT
  Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute acirc acute aelig
  agrave amp aring atilde auml brvbar ccedil cedil cent copy curren deg divide eacute ecirc egrave eth euml frac12 frac14
  frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc ograve ordf ordm
  oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute ucirc ugrave uml
  uuml yacute yen yuml`.split(/\s+/),
);

/** What the codes from 128 on stand for: windows-1252, whose TextDecoder is wrong in some versions of Node. */
const fromCode128 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * The value of an attribute as HTML reads what stands in its quotes (WHATWG, 13.2.5.72 and following). Null where a name is
 * not known: what it stands for is not guessed.
 */
export function unescapedAttribute(value: string): string | null {
  let isKnown = true;
  const text = value.replace(
    // A name without its `;` is nothing but text before `=`, as in `?a=1&copy=2`.
    /&(?:#x([\da-f]+);?|#(\d+);?|([a-z][a-z\d]*)(?:;|(?![a-z\d=])))/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name === undefined) {
        return characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
      }
      if (!whole.endsWith(';')) {
        isKnown &&= !legacy.has(name);
        return whole;
      }
      if (Object.hasOwn(named, name)) return named[name] ?? whole;
      isKnown = false;
      return whole;
    },
  );
  return isKnown ? text : null;
}

function characterOf(code: number): string {
  const isNone = code === 0 || code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff);
  if (isNone) return '\ufffd';
  return fromCode128[code - 128] ?? String.fromCodePoint(code);
}
