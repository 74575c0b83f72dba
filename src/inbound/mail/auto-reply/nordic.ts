import type { AutoReplyWords } from './dictionary.ts';

/** Norwegian, Bokmål and Nynorsk. */
export const norwegian: AutoReplyWords = {
  subjects: [
    /^(automatisk svar|autosvar|fraværsmelding|fråværsmelding|fravær|fråvær|automatisk fraværs)/,
  ],
  automatic: [
    /(dette|dette her) er (et|eit) automatisk|automatisk (svar|generert|melding|fravær|fråvær)|autosvar/,
  ],
  away: [
    /(er|har|tar|held|er eg|jeg er|eg er) .{0,40}(ferie|permisjon|fri\b|avspaser|borte|bortreist|reise|sykemeldt|sjukmeld|ute av kontoret|på kurs|fravær)/,
    /(ikke|ikkje) .{0,20}(på kontoret|til stede|til stades|tilgjengelig|tilgjengeleg|til å treffe|å treffe)/,
    /ute av kontoret|på ferie|i permisjon|pappaperm|foreldreperm|tilbake (på|den|igjen|\d)|attende (på|den|\d)|fraværende|fråverande/,
  ],
  gone: [
    /(har|er) (slutt(et|a)|slutta|sluttet)|(jobber|jobbar|arbeider|arbeidar) (ikke|ikkje) (lenger|lengre|lengar)|(ikke|ikkje) (lenger|lengre|lengar) .{0,20}(ansatt|tilsett|i bruk|her)|adressen er (ikke lenger|nedlagt)/,
  ],
  back: [/\b(tilbake|attende|igjen på kontoret|på plass( igjen)?|åpner igjen)\b/],
  until: [
    { words: /\b(til og med|t\.? ?o\.? ?m\.?|tom\.?)\s/, inclusive: true },
    { words: /\b(fram til|frem til|inntil|før|til)\s/, inclusive: false },
  ],
  to: ['til og med', 't.o.m.', 'tom', 'til', 'og', '-'],
  instead: [/(kontakt|henvend|ring|send|ta kontakt|vend deg|skriv til|spørsmål)/],
  months: [
    'januar',
    'februar',
    'mars',
    'april',
    'mai',
    'juni',
    'juli',
    'august',
    'september',
    'oktober',
    'november',
    'desember',
  ],
  weekdays: [
    'mandag|måndag',
    'tirsdag|tysdag',
    'onsdag',
    'torsdag',
    'fredag',
    'lørdag|laurdag',
    'søndag|sundag',
  ],
  tomorrow: /\bi morgen|i morgon\b/,
};

export const swedish: AutoReplyWords = {
  subjects: [
    /^(automatiskt svar|autosvar|frånvaromeddelande|frånvaro|ej på kontoret|inte på kontoret)/,
  ],
  automatic: [/(detta|det här) är ett auto|automatiskt (svar|genererat|meddelande)|autosvar/],
  away: [
    /(är|har|tar) .{0,40}(semester|ledig|tjänstledig|föräldraledig|bortrest|borta|sjukskriven|resande|på resa|frånvarande)/,
    /(inte|ej) .{0,20}(på kontoret|anträffbar|på plats|tillgänglig)|på semester|åter (den|på|i|\d)|tillbaka (den|på|i|\d)/,
  ],
  gone: [
    /har slutat|avslutat min anställning|(arbetar|jobbar) (inte|ej) (längre|kvar)|(inte|ej) längre (kvar|anställd|i bruk)|slutat (sin anställning|på)/,
  ],
  back: [/(åter|tillbaka|på plats igen)(?!\p{L})/u],
  until: [
    { words: /\b(till och med|t\.? ?o\.? ?m\.?|tom)\s/, inclusive: true },
    { words: /\b(fram till|förrän|till)\s/, inclusive: false },
  ],
  to: ['till och med', 't.o.m.', 'tom', 'till', 'och', '-'],
  instead: [/(kontakta|vänd dig|ring|maila|mejla|kontakt|hör av dig)/],
  months: [
    'januari',
    'februari',
    'mars',
    'april',
    'maj',
    'juni',
    'juli',
    'augusti',
    'september',
    'oktober',
    'november',
    'december',
  ],
  weekdays: ['måndag', 'tisdag', 'onsdag', 'torsdag', 'fredag', 'lördag', 'söndag'],
  tomorrow: /\bi morgon\b/,
};

export const danish: AutoReplyWords = {
  subjects: [
    /^(automatisk svar|autosvar|fraværsmeddelelse|fravær|ikke til stede|ikke på kontoret)/,
  ],
  automatic: [/(dette|det her) er (et|en) auto|automatisk (svar|genereret|besked|mail)|autosvar/],
  away: [
    /(er|har|holder) .{0,40}(ferie|orlov|barsel|fri\b|bortrejst|væk|syg|sygemeldt|på kursus|fraværende|ude af kontoret)/,
    /ikke .{0,20}(på kontoret|til stede|at træffe|tilgængelig)|på ferie|på orlov|tilbage (den|på|igen|\d)|ude af kontoret/,
  ],
  gone: [
    /er (fratrådt|stoppet)|(arbejder|er) ikke længere|ikke længere (ansat|i brug)|har forladt/,
  ],
  back: [/\b(tilbage|atter på kontoret|retur)\b/],
  until: [
    { words: /\b(til og med|t\.? ?o\.? ?m\.?)\s/, inclusive: true },
    { words: /\b(frem til|indtil|før|til)\s/, inclusive: false },
  ],
  to: ['til og med', 't.o.m.', 'til', 'og', '-'],
  instead: [/(kontakt|henvend|ring|skriv til|rettes)/],
  months: [
    'januar',
    'februar',
    'marts',
    'april',
    'maj',
    'juni',
    'juli',
    'august',
    'september',
    'oktober',
    'november',
    'december',
  ],
  weekdays: ['mandag', 'tirsdag', 'onsdag', 'torsdag', 'fredag', 'lørdag', 'søndag'],
  tomorrow: /\bi morgen\b/,
};
