/** Programs that name themselves: scanners of links, previews of chats, and libraries. */
const machines =
  /bot\b|crawl|spider|scanner|preview|headless|barracuda|proofpoint|mimecast|^(curl|wget|java|okhttp|axios|node|go-http-client|python|libwww|apache-httpclient|ruby)\b/i;

/**
 * True where the program that followed a link says itself that it is none that a person reads with. Most scanners call
 * themselves an ordinary browser: those cannot be told by this.
 */
export function isMachine(userAgent: string | null): boolean {
  return userAgent !== null && machines.test(userAgent.slice(0, 500));
}
