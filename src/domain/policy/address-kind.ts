import { publicMailDomains } from '../company.ts';

/** `role`: an office reads it, whoever sits there. `personal`: it belongs to somebody. */
export const addressKinds = ['personal', 'role'] as const;
export type AddressKind = (typeof addressKinds)[number];

/**
 * What the address itself tells. In doubt it is somebody's own: that is what the law protects. At a public mail provider it
 * always is.
 *
 * @param address  normalised
 */
export function guessAddressKind(address: string): AddressKind {
  const at = address.lastIndexOf('@');
  if (publicMailDomains.has(address.slice(at + 1))) return 'personal';
  const [local = ''] = address.slice(0, at).split('+');
  // info-no, sales.de: the office of a country.
  const office = local.replace(/[-._][a-z]{2}$/, '').replaceAll(/[-._]/g, '');
  return roleWords.has(office) ? 'role' : 'personal';
}

/** Local parts of offices, without dots and dashes. A word that is also a name of people does not belong here. */
const roleWords: ReadonlySet<string> = new Set(
  `info post postmottak firmapost mail email epost mailbox office contact hello hi hei hej hallo team
   sales salg salgsavdeling forsaljning myynti vertrieb verkauf verkoop ventes ventas vendite sprzedaz commercial comercial
   kontakt kontakter kontor kontoret contacto contatto contacts contactus
   support helpdesk help service kundeservice kundservice kundtjanst asiakaspalvelu kundenservice klantenservice
   customerservice customercare care serviceclient atencion soporte assistenza
   admin administration administrasjon administrasjonen administracion administrator webmaster postmaster hostmaster
   abuse security noreply privacy gdpr dpo personvern datenschutz
   marketing markedsforing marked pr press presse media kommunikasjon communications
   hr jobs jobb job careers karriere karriar recruitment recruiting rekruttering bewerbung
   accounting accounts billing invoice invoices faktura fakturaer regnskap ekonomi okonomi finance buchhaltung rechnung
   comptabilite factures facturacion amministrazione boekhouding laskutus
   purchasing procurement innkjop inkop indkob einkauf inkoop achats compras acquisti orders order ordre bestilling
   bestellung bestallning booking reservations reception resepsjon zentrale empfang accueil
   it ikt drift ops legal juridisk management ledelse ledning direktion geschaeftsfuehrung secretariat sekretariat
   firma company bedrift toimisto biuro ufficio bureau oficina enquiries inquiries`.split(/\s+/),
);
