import { closings, deviceSignatures } from './mail-words.ts';

const device = new RegExp(deviceSignatures.map((pattern) => `(?:${pattern})`).join('|'), 'iu');
/** A make, directly: no sentence begins like that, so a full stop may stand in it (`from U.S. Cellular`). */
const make =
  /^sent from my (?:verizon (?:wireless )?|t-mobile |at&t )?(?:4g |5g )?(?:iphone|ipad|blackberry|android|samsung|galaxy|nokia|htc|huawei|xiaomi|pixel|windows phone)\b/iu;
/** A product with a capital letter, alone: `Sent from TypeApp`. */
const product = /^Sent (?:from|with|via) \p{Lu}\S{1,30}(?: \p{Lu}\S{1,30}){0,2}$/u;
const closing = new RegExp(`^(?:${closings})$`, 'iu');
const namedClosing = new RegExp(
  `^(?:${closings})[,.]?\\s(?:\\p{Lu}[\\p{L}.'’-]{0,30}\\s?){1,4}$`,
  'u',
);

/** Signatures are short: a longer end of a mail is what the person wrote. */
const mostSignatureLines = 14;
const mostLineChars = 110;

/** The line `-- ` of RFC 3676, or what people and programs make of it. */
export function isSignatureDelimiter(line: string): boolean {
  return /^\s?(?:--|––|—|__|_{20,80})\s{0,3}$/.test(line);
}

/** A line such as `Sent from my iPhone`: no sentence, so nothing with a comma or a full stop in it. */
export function isDeviceSignature(line: string): boolean {
  const text = withoutLinks(line).trim();
  if (text.length === 0 || text.length > 120) return false;
  if (make.test(text)) return true;
  if (/[,;.!?]\s|[.!?]$/.test(text) || text.split(/\s+/).length > 9) return false;
  return device.test(text) || product.test(text);
}

/**
 * Whether the person's closing words and nothing but a signature stand from `start` to `end`. A greeting with the
 * name on its own line and no more behind it stays: it is short, and somebody wrote it.
 */
export function isClosing(lines: readonly string[], start: number, end: number): boolean {
  const line = (lines[start] ?? '').trim();
  if (line === '' || line.length > 80) return false;
  const rest = lines
    .slice(start + 1, end)
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const isAlone = closing.test(line.replace(/\s{0,3}[,.!:–-]{1,2}$/u, ''));
  if (!isAlone && !(rest.length > 0 && namedClosing.test(capitalised(line)))) return false;
  return rest.length <= mostSignatureLines && rest.every(fitsSignature);
}

/** Closings are compared by their first letter in lower case, names by theirs in upper case. */
const capitalised = (line: string) => line.charAt(0).toLowerCase() + line.slice(1);

function fitsSignature(line: string): boolean {
  const text = withoutLinks(line);
  const isSentence = /[.!]$/.test(text) && text.split(/\s+/).length >= 5;
  const isAsking = /\?(?:\s|$)/.test(text) || /^p\.?\s?s\b/i.test(text);
  return text.length <= mostLineChars && !isSentence && !isAsking;
}

function withoutLinks(line: string): string {
  return line.slice(0, 1_000).replace(/[<([]?https?:\/\/[^\s>)\]]{1,900}[>)\]]?/giu, '');
}
