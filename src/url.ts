/**
 * A URL, or null for what is none.
 *
 * Not `URL.canParse`: in Node.js 20 it says no to addresses with letters like ø and é, once it has been called some thousand
 * times and is optimised (its fast path reads Latin-1 as UTF-8).
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
