/** Whose colleagues people are, as far as it can be told. */
export type Company =
  | { readonly by: 'domain'; readonly domain: string }
  /** As it was told, without blanks around it. */
  | { readonly by: 'name'; readonly name: string };

/**
 * The company of a person: the domain of the address. Where that belongs to a public mail provider it tells nothing, and
 * the name of the company counts; null when that is not known.
 *
 * @param address  normalised
 */
export function companyOf(address: string, name: string | null): Company | null {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (!publicMailDomains.has(domain)) return { by: 'domain', domain };
  const told = name?.trim() ?? '';
  return told === '' ? null : { by: 'name', name: told };
}

/** What is the same for colleagues, and different for others; names are compared without case. */
export function companyKey(company: Company): string {
  return company.by === 'domain' ? company.domain : `name:${company.name.toLowerCase()}`;
}

/** A company as messages name it. */
export function companyText(company: Company): string {
  return company.by === 'domain' ? company.domain : company.name;
}

/**
 * Domains at which anybody can have a mailbox: the large providers of the world, and those of Europe and the English-speaking
 * countries that small companies write from. Kept short on purpose: one that is missing makes its customers colleagues, so
 * that some of them are refused with a code and a reason; add it here.
 */
export const publicMailDomains: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com outlook.com outlook.de outlook.fr hotmail.com hotmail.co.uk hotmail.de hotmail.fr hotmail.no
   hotmail.se hotmail.dk live.com live.no live.se live.dk live.co.uk msn.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.no
   yahoo.se ymail.com rocketmail.com icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me tutanota.com tuta.com
   fastmail.com hey.com mail.com email.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de t-online.de freenet.de arcor.de
   online.no broadpark.no getmail.no frisurf.no lyse.net altibox.no telia.com comhem.se bredband.net tele2.se spray.se
   mail.dk jubii.dk ofir.dk stofanet.dk kolumbus.fi elisanet.fi luukku.com simnet.is wanadoo.fr orange.fr free.fr sfr.fr
   laposte.net libero.it virgilio.it alice.it tiscali.it ziggo.nl kpnmail.nl planet.nl hetnet.nl telenet.be skynet.be
   bluewin.ch btinternet.com sky.com virginmedia.com talktalk.net eircom.net comcast.net verizon.net att.net sbcglobal.net
   cox.net bellsouth.net charter.net earthlink.net rogers.com shaw.ca sympatico.ca bigpond.com optusnet.com.au xtra.co.nz
   wp.pl onet.pl o2.pl interia.pl seznam.cz centrum.cz uol.com.br bol.com.br yandex.com yandex.ru mail.ru bk.ru qq.com
   163.com 126.com naver.com rediffmail.com`.split(/\s+/),
);
