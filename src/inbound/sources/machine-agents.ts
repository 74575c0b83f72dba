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

/** Proxies that fetch the images of mails for everybody alike: they say that a mail has come in, and not that it is read. */
const imageProxies = /GoogleImageProxy|ggpht\.com|YahooMailProxy|YahooCacheSystem/i;

/** All that Apple's Mail Privacy Protection says of itself, which shows every mail that comes in to nobody. */
const appleProxy = 'Mozilla/5.0';

/** True where an image of a mail was fetched by a machine, or by a proxy that fetches it whether anybody looks or not. */
export function isMachineOpen(userAgent: string | null): boolean {
  if (userAgent === null || userAgent.trim() === appleProxy) return true;
  return isMachine(userAgent) || imageProxies.test(userAgent.slice(0, 500));
}
