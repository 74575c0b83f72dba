/**
 * Who runs the mail of a domain, as far as the name of the domain tells. The rows name the domains that a provider gives
 * to its users, by name or, with a dot at the end, by what they begin with (`yahoo.` is `yahoo.fr` and `yahoo.co.uk` too).
 */
const providers: Readonly<Record<string, readonly string[]>> = {
  google: ['gmail.com', 'googlemail.com', 'google.com'],
  microsoft: ['outlook.', 'hotmail.', 'live.', 'msn.com', 'passport.com', 'onmicrosoft.com'],
  yahoo: ['yahoo.', 'ymail.com', 'rocketmail.com', 'aol.', 'myyahoo.com'],
  apple: ['icloud.com', 'me.com', 'mac.com'],
  gmx: ['gmx.', 'web.de', 'mail.com'],
  telekom: ['t-online.de', 'magenta.de'],
  orange: ['orange.fr', 'wanadoo.fr'],
  proton: ['proton.me', 'protonmail.', 'pm.me'],
  zoho: ['zoho.', 'zohomail.'],
  fastmail: ['fastmail.', 'fastmail.fm'],
  yandex: ['yandex.', 'ya.ru'],
  mailru: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru'],
  online: ['online.no'],
};

const byDomain = new Map(
  Object.entries(providers).flatMap(([provider, domains]) =>
    domains.map((domain) => [domain, provider] as const),
  ),
);

/** A name with nothing but a country or the like behind it: `yahoo.fr`, `yahoo.co.uk`; `live.fjord.example` is not. */
const ofCountry = /^([a-z0-9-]+)\.[a-z]{2,3}(?:\.[a-z]{2})?$/;

/** The provider of a domain in lower case, or null: a company's own domain says nothing of who runs its mail. */
export function providerOfDomain(domain: string): string | null {
  const [, label] = ofCountry.exec(domain) ?? [];
  const found = byDomain.get(domain) ?? byDomain.get(`${label}.`);
  if (found !== undefined) return found;
  return domain.endsWith('.onmicrosoft.com') ? 'microsoft' : null;
}

/** The same for an address. */
export function providerOf(address: string): string | null {
  return providerOfDomain((address.split('@').at(-1) ?? '').toLowerCase());
}

/** By the end of the name of the server that takes the mail. */
const exchanges: readonly (readonly [string, string])[] = [
  ['.google.com', 'google'],
  ['.googlemail.com', 'google'],
  ['.protection.outlook.com', 'microsoft'],
  ['.mx.microsoft', 'microsoft'],
  ['.yahoodns.net', 'yahoo'],
];

/**
 * The provider of a domain by its MX records: that of the most wanted server of one that we know.
 *
 * @param hosts  the most wanted first
 */
export function providerOfExchanges(hosts: readonly string[]): string | null {
  for (const host of hosts) {
    const name = `.${host.toLowerCase().replace(/\.$/, '')}`;
    const found = exchanges.find(([end]) => name.endsWith(end));
    if (found !== undefined) return found[1];
  }
  return null;
}
