/**
 * What the law asks of commercial mail, as far as we know it: a starting point, no legal advice. Where authorities or courts
 * differ, the stricter reading stands here; `policy.countries` of a workspace overrides each row.
 */
import type { CountryRule } from './lawful-basis.ts';

const everybody = ['personal', 'role'] as const;
const offices = ['role'] as const;
const nobody = [] as const;

/** Most countries of the European Economic Area: own customers may be told of similar things. */
const eea = { existingCustomer: true, recordedInterest: false } as const;

export const shippedRules: Readonly<Record<string, CountryRule>> = {
  NO: {
    ...eea,
    coldMail: offices,
    source: 'markedsføringsloven § 15',
    url: 'https://lovdata.no/lov/2009-01-09-2/§15',
  },
  SE: {
    ...eea,
    coldMail: offices,
    source: 'marknadsföringslagen (2008:486) 19 §',
    url: 'https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/marknadsforingslag-2008486_sfs-2008-486/',
  },
  DK: {
    ...eea,
    coldMail: nobody,
    source: 'markedsføringsloven § 10',
    url: 'https://www.retsinformation.dk/eli/lta/2017/426',
  },
  FI: {
    ...eea,
    coldMail: offices,
    source: 'laki sähköisen viestinnän palveluista (917/2014) 200 and 202 §',
    url: 'https://www.finlex.fi/fi/laki/ajantasa/2014/20140917',
  },
  DE: {
    ...eea,
    coldMail: nobody,
    source: 'UWG § 7',
    url: 'https://www.gesetze-im-internet.de/uwg_2004/__7.html',
  },
  AT: {
    ...eea,
    coldMail: nobody,
    source: 'TKG 2021 § 174',
    url: 'https://www.ris.bka.gv.at/GeltendeFassung.wxe?Abfrage=Bundesnormen&Gesetzesnummer=20011678',
  },
  CH: {
    ...eea,
    coldMail: nobody,
    source: 'UWG Art. 3 Abs. 1 lit. o',
    url: 'https://www.fedlex.admin.ch/eli/cc/1988/223_223_223/de#art_3',
  },
  NL: {
    ...eea,
    coldMail: nobody,
    source: 'Telecommunicatiewet art. 11.7',
    url: 'https://wetten.overheid.nl/BWBR0009950/#Hoofdstuk11_Paragraaf11.1_Artikel11.7',
  },
  BE: {
    ...eea,
    coldMail: offices,
    source: 'Code de droit économique art. XII.13 and arrêté royal of 4 April 2003, art. 1',
    url: 'https://www.ejustice.just.fgov.be/eli/loi/2013/02/28/2013A11134/justel',
  },
  FR: {
    ...eea,
    coldMail: everybody,
    source: 'CPCE art. L34-5, as the CNIL reads it for mail about the work of the reader',
    url: 'https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000042155961',
  },
  ES: {
    ...eea,
    coldMail: nobody,
    source: 'LSSI (Ley 34/2002) art. 21',
    url: 'https://www.boe.es/buscar/act.php?id=BOE-A-2002-13758#a21',
  },
  IT: {
    ...eea,
    coldMail: nobody,
    source: 'Codice privacy (d.lgs. 196/2003) art. 130',
    url: 'https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2003-06-30;196~art130',
  },
  PL: {
    coldMail: nobody,
    existingCustomer: false,
    recordedInterest: false,
    source: 'Prawo komunikacji elektronicznej art. 398',
    url: 'https://isap.sejm.gov.pl/isap.nsf/DocDetails.xsp?id=WDU20240001221',
  },
  IE: {
    ...eea,
    coldMail: everybody,
    existingCustomer: 12,
    source: 'S.I. No. 336/2011 reg. 13',
    url: 'https://www.irishstatutebook.ie/eli/2011/si/336/made/en/print',
  },
  GB: {
    ...eea,
    coldMail: everybody,
    source: 'PECR 2003 reg. 22, which protects individual subscribers, not companies',
    url: 'https://www.legislation.gov.uk/uksi/2003/2426/regulation/22',
  },
  CA: {
    coldMail: nobody,
    existingCustomer: 24,
    recordedInterest: 6,
    source: 'CASL (S.C. 2010, c. 23) s. 6 and 10',
    url: 'https://laws-lois.justice.gc.ca/eng/acts/E-1.6/page-1.html',
  },
  US: {
    coldMail: everybody,
    existingCustomer: true,
    recordedInterest: true,
    source: 'CAN-SPAM Act, 15 U.S.C. § 7704',
    url: 'https://www.law.cornell.edu/uscode/text/15/7704',
  },
  AU: {
    coldMail: nobody,
    existingCustomer: true,
    recordedInterest: true,
    source: 'Spam Act 2003 s. 16 and sch. 2',
    url: 'https://www.legislation.gov.au/C2004A01214/latest/text',
  },
};

/** Where the country is not known, or not listed: what most countries of Europe ask for. */
export const shippedFallback: CountryRule = {
  ...eea,
  coldMail: nobody,
  source: 'Directive 2002/58/EC art. 13, for want of a rule of the country',
  url: 'https://eur-lex.europa.eu/eli/dir/2002/58/oj',
};
