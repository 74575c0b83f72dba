/**
 * Zones of the regions of large countries, for prospects of whom country and state are known, and no zone.
 *
 * Source: the IANA time zone database 2025b (zone1970.tab and the comments of its region files), by ISO 3166-2 code and
 * name. A state with two zones is in the one where most of its people live.
 */
const zonesByCountry: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AU: {
    'Australia/Adelaide': 'SA South Australia',
    'Australia/Brisbane': 'QLD Queensland',
    'Australia/Darwin': 'NT Northern Territory',
    'Australia/Hobart': 'TAS Tasmania',
    'Australia/Melbourne': 'VIC Victoria',
    'Australia/Perth': 'WA Western Australia',
    'Australia/Sydney': 'NSW New South Wales, ACT Australian Capital Territory',
  },
  BR: {
    'America/Araguaina': 'TO Tocantins',
    'America/Bahia': 'BA Bahia',
    'America/Belem': 'AP Amapá, PA Pará',
    'America/Boa_Vista': 'RR Roraima',
    'America/Campo_Grande': 'MS Mato Grosso do Sul',
    'America/Cuiaba': 'MT Mato Grosso',
    'America/Fortaleza': 'CE Ceará, MA Maranhão, PB Paraíba, PI Piauí, RN Rio Grande do Norte',
    'America/Maceio': 'AL Alagoas, SE Sergipe',
    'America/Manaus': 'AM Amazonas',
    'America/Porto_Velho': 'RO Rondônia',
    'America/Recife': 'PE Pernambuco',
    'America/Rio_Branco': 'AC Acre',
    'America/Sao_Paulo':
      'DF Distrito Federal, ES Espírito Santo, GO Goiás, MG Minas Gerais, PR Paraná, RJ Rio de Janeiro, ' +
      'RS Rio Grande do Sul, SC Santa Catarina, SP São Paulo',
  },
  CA: {
    'America/Edmonton': 'AB Alberta, NT Northwest Territories',
    'America/Halifax': 'NS Nova Scotia, PE Prince Edward Island',
    'America/Iqaluit': 'NU Nunavut',
    'America/Moncton': 'NB New Brunswick',
    'America/Regina': 'SK Saskatchewan',
    'America/St_Johns': 'NL Newfoundland and Labrador',
    'America/Toronto': 'ON Ontario, QC Québec',
    'America/Vancouver': 'BC British Columbia',
    'America/Whitehorse': 'YT Yukon',
    'America/Winnipeg': 'MB Manitoba',
  },
  MX: {
    'America/Cancun': 'ROO Quintana Roo',
    'America/Chihuahua': 'CHH Chihuahua',
    'America/Hermosillo': 'SON Sonora',
    'America/Mazatlan': 'BCS Baja California Sur, NAY Nayarit, SIN Sinaloa',
    'America/Merida': 'CAM Campeche, YUC Yucatán',
    'America/Mexico_City':
      'AGU Aguascalientes, CHP Chiapas, CMX Ciudad de México, COL Colima, GRO Guerrero, GUA Guanajuato, HID Hidalgo, ' +
      'JAL Jalisco, MEX México, MIC Michoacán, MOR Morelos, OAX Oaxaca, PUE Puebla, QUE Querétaro, SLP San Luis Potosí, ' +
      'TAB Tabasco, TLA Tlaxcala, VER Veracruz, ZAC Zacatecas',
    'America/Monterrey': 'COA Coahuila, DUR Durango, NLE Nuevo León, TAM Tamaulipas',
    'America/Tijuana': 'BCN Baja California',
  },
  US: {
    'America/Anchorage': 'AK Alaska',
    'America/Boise': 'ID Idaho',
    'America/Chicago':
      'AL Alabama, AR Arkansas, IA Iowa, IL Illinois, KS Kansas, LA Louisiana, MN Minnesota, MO Missouri, ' +
      'MS Mississippi, ND North Dakota, NE Nebraska, OK Oklahoma, SD South Dakota, TN Tennessee, TX Texas, WI Wisconsin',
    'America/Denver': 'CO Colorado, MT Montana, NM New Mexico, UT Utah, WY Wyoming',
    'America/Detroit': 'MI Michigan',
    'America/Indiana/Indianapolis': 'IN Indiana',
    'America/Los_Angeles': 'CA California, NV Nevada, OR Oregon, WA Washington',
    'America/New_York':
      'CT Connecticut, DC District of Columbia, DE Delaware, FL Florida, GA Georgia, KY Kentucky, MA Massachusetts, ' +
      'MD Maryland, ME Maine, NC North Carolina, NH New Hampshire, NJ New Jersey, NY New York, OH Ohio, ' +
      'PA Pennsylvania, RI Rhode Island, SC South Carolina, VA Virginia, VT Vermont, WV West Virginia',
    'America/Phoenix': 'AZ Arizona',
    'America/Puerto_Rico': 'PR Puerto Rico, VI Virgin Islands',
    'Pacific/Guam': 'GU Guam, MP Northern Mariana Islands',
    'Pacific/Honolulu': 'HI Hawaii',
    'Pacific/Pago_Pago': 'AS American Samoa',
  },
};

const zoneByRegion = new Map<string, string>();
for (const [country, zones] of Object.entries(zonesByCountry)) {
  for (const [zone, regions] of Object.entries(zones)) {
    for (const region of regions.split(', ')) {
      const [code = ''] = region.split(' ', 1);
      zoneByRegion.set(`${country} ${code}`, zone);
      zoneByRegion.set(`${country} ${folded(region.slice(code.length))}`, zone);
    }
  }
}

/** Upper case without accents and anything that is no letter: `são paulo` is `SAOPAULO`. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
}

/**
 * The zone of a region by its ISO 3166-2 code (`TX`, `US-TX`) or name (`Texas`), null when it is not known or its country
 * has one zone.
 */
export function zoneOfRegion(country: string, region: string): string | null {
  const land = country.toUpperCase();
  const plain = folded(region);
  const short = region.trim().toUpperCase().startsWith(`${land}-`) ? plain.slice(2) : plain;
  return zoneByRegion.get(`${land} ${short}`) ?? null;
}

const regionKeys = ['region', 'state', 'province'];

/** The region that the attributes of a prospect name, in a column `region`, `state` or `province` of any case. */
export function regionOf(attributes: Readonly<Record<string, unknown>>): string | null {
  const named = Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), value]);
  for (const key of regionKeys) {
    const found = named.find(([name]) => name === key)?.[1];
    if (typeof found === 'string' && found.trim() !== '') return found;
  }
  return null;
}
