const hex = Buffer.from('0123456789ABCDEF');
const lineLength = 75;

const [tab, lineFeed, carriageReturn, space, equals] = [9, 10, 13, 32, 61];

/** Bytes that stand for themselves: RFC 2045, section 6.7, rules 2 and 3. */
const plain = new Uint8Array(256);
for (let byte = 33; byte <= 126; byte += 1) if (byte !== equals) plain[byte] = 1;
plain[space] = 1;
plain[tab] = 1;

const softBreak = '=\r\n';

/**
 * One piece of a text that is put together of encoded pieces: it begins at the left edge and ends with a line break, a soft
 * one where the text has none, so that the next piece does so too.
 */
export function quotedPiece(piece: string): string {
  const encoded = quotedPrintable(piece);
  return encoded === '' || encoded.endsWith('\r\n') ? encoded : encoded + softBreak;
}

/** Pieces that were joined, as the body of a part: nothing follows the last soft break. */
export function joinedPieces(pieces: string): string {
  return pieces.endsWith(softBreak) ? pieces.slice(0, -softBreak.length) : pieces;
}

/**
 * Quoted-printable (RFC 2045, section 6.7): lines of 76 characters at most, CRLF, blanks at the end of a line encoded.
 * Written for speed: building the message is most of what a mail costs.
 */
export function quotedPrintable(text: string): string {
  const input = Buffer.from(text.replace(/\r\n?/g, '\n'), 'utf8');
  const output = Buffer.allocUnsafe(input.length * 3 + Math.ceil((input.length * 3) / 72) * 3 + 8);
  let at = 0;
  let column = 0;
  for (let index = 0; index < input.length; index += 1) {
    const byte = input[index] ?? 0;
    if (byte === lineFeed) {
      output[at++] = carriageReturn;
      output[at++] = lineFeed;
      column = 0;
      continue;
    }
    const next = input[index + 1];
    const blankAtEnd =
      (byte === space || byte === tab) && (next === lineFeed || next === undefined);
    const asIs = plain[byte] === 1 && !blankAtEnd;
    const width = asIs ? 1 : 3;
    if (column + width > lineLength) {
      output[at++] = equals;
      output[at++] = carriageReturn;
      output[at++] = lineFeed;
      column = 0;
    }
    if (asIs) {
      output[at++] = byte;
    } else {
      output[at++] = equals;
      output[at++] = hex[byte >> 4] ?? 0;
      output[at++] = hex[byte & 15] ?? 0;
    }
    column += width;
  }
  return output.toString('latin1', 0, at);
}
