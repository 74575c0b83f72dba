/** Decodes the body of a part from its transfer encoding and its charset. Never throws: what is broken stays readable. */
export function decodeBody(bytes: Buffer, encoding: string, charset: string | null): string {
  return decodeText(decodeTransfer(bytes, encoding), charset);
}

function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(bytes.toString('latin1'), 'base64');
  if (encoding !== 'quoted-printable') return bytes;
  const text = bytes
    .toString('latin1')
    .replace(/=[ \t]{0,20}\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_whole, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(text, 'latin1');
}

/** Without a charset that fits, UTF-8 where the bytes are UTF-8, else Windows-1252, which takes all bytes. */
export function decodeText(bytes: Uint8Array, charset: string | null): string {
  // A mail that says US-ASCII or nothing, and is UTF-8 all the same, is common.
  const said = charset === null || /^us-ascii$/i.test(charset) ? 'utf-8' : charset;
  for (const label of [said, 'utf-8']) {
    try {
      return new TextDecoder(label, { fatal: /^utf-?8$/i.test(label) }).decode(bytes);
    } catch {
      // The next one.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}
