/**
 * What mail programs write around a quote, by their language: data only. A new language or program is a new word here.
 * English, Norwegian, Swedish, Danish, German, French, Spanish, Dutch, Italian, Portuguese, Polish, Finnish, Russian.
 */

/** The kinds of lines at the head of a quoted mail. */
export const headerLabels = {
  from: 'from|fra|från|von|de|da|van|od|lähettäjä|от|desde|expéditeur|absender',
  date: 'sent|date|sendt|dato|sendt den|skickat|datum|gesendet|gesendet am|envoyé|envoyé le|enviado|enviado el|enviado em|enviada em|fecha|inviato|data|verzonden|wysłano|wysłane|lähetetty|päiväys|päivämäärä|дата|отправлено|message du',
  to: 'to|til|till|an|à|a|para|aan|do|vastaanottaja|кому|reply-to|svar til|antwort an|répondre à',
  copy: 'cc|bcc|kopi|kopia|kopie|copie|copie à|copia|kopio|dw|копия',
  subject: 'subject|emne|ämne|betreff|objet|asunto|oggetto|onderwerp|temat|aihe|assunto|тема',
} as const;

/** How a line begins that says who wrote and when: `On …`. One that begins with a date or a weekday needs none. */
export const quoteLeads = 'on|at|den|på|am|le|el|op|il giorno|il|em|no dia|dnia|w dniu|w dn|pada';

/** Beginnings of the names of weekdays and months, as in `tir. 12. mars` or `wt., 12 mar`. */
export const dayAndMonthStems =
  'mon|tue|wed|thu|fri|sat|sun|man|tir|tirs|ons|tor|tors|fre|lør|søn|mån|tis|lör|sön|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lun|mar|mer|jeu|ven|sam|dim|mié|mie|jue|vie|sáb|sab|dom|gio|maa|din|woe|don|vri|zat|zon|seg|ter|qua|qui|sex|pon|pn|wt|śr|czw|pt|sob|ndz|ma|ti|ke|to|pe|la|su|jan|feb|apr|may|mai|maj|jun|jul|aug|sep|okt|oct|nov|des|dec|dez|déc|janv|févr|avr|juil|août|ene|abr|ago|dic';

/** `wrote`. */
export const wroteWords =
  'wrote|writes|skriver|schreibt|escribe|scrive|pisze|napsala|napsal\\(a\\)|napsal|írta|yazdı|写道|skrev følgende|skrev|skreiv|schrieb|a écrit|escribió|escribio|schreef|ha scritto|escreveu|napisał\\(a\\)|napisała|napisał|kirjoitti|написала|написал\\(а\\)|написал|пишет';

/** What stands between dashes, or alone, above a mail that is quoted or forwarded. */
export const separatorWords =
  "original message|original appointment|forwarded message|forwarded by .{1,60}|begin forwarded message|reply message|opprinnelig melding|original melding|videresendt melding|ursprungligt meddelande|originalmeddelande|vidarebefordrat meddelande|oprindelig meddelelse|oprindelig besked|original meddelelse|videresendt meddelelse|videresendt besked|ursprüngliche nachricht|originalnachricht|original-nachricht|weitergeleitete nachricht|message d[’']origine|message original|message initial|message transféré|mensaje original|mensaje reenviado|mensaje originale|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|mensagem original|mensagem encaminhada|wiadomość oryginalna|oryginalna wiadomość|alkuperäinen viesti|välitetty viesti|původní zpráva|eredeti üzenet|orijinal ileti|исходное сообщение|пересылаемое сообщение";

/** The line by which a telephone or a program signs: its beginning, or for Outlook its middle. */
export const deviceSignatures: readonly string[] = [
  '^(?:sent|written|typed) (?:from|via|with|on) (?:my|the|outlook|yahoo|mail|samsung|proton|android|ios|iphone|ipad|blackberry|windows|hey)\\b.{0,60}$',
  '^sent (?:by|using) .{1,40}(?:mail|app|phone|blackberry|outlook)\\b.{0,30}$',
  '^sendt fra (?:min|mitt|mit|outlook|mail|yahoo|samsung|proton|e-post|iphone|ipad)\\b.{0,60}$',
  '^sendt (?:med|via) .{1,50}$',
  '^skickat från (?:min|mitt|outlook|e-post|yahoo|samsung|proton|iphone|ipad)\\b.{0,60}$',
  '^(?:von|aus) (?:meinem|meiner|meine) .{1,50} gesendet$',
  '^gesendet (?:von|mit|aus) .{1,50}$',
  '^diese nachricht wurde von .{1,60} gesendet$',
  "^envoyé (?:de|depuis|à partir de) (?:mon|ma|outlook|yahoo|l[’']).{0,60}$",
  '^envoyé avec .{1,50}$',
  '^enviado (?:desde|de|do|da|a partir do) (?:mi|meu|o|outlook|yahoo|mail|correo|samsung|iphone).{0,60}$',
  "^inviato (?:da|dal|dall[’']).{1,50}$",
  '^(?:verstuurd|verzonden) (?:vanaf|vanuit|met|van) .{1,50}$',
  '^wysłan[eoy] z .{1,50}$',
  '^lähetetty .{1,50}$',
  '^отправлено (?:с|из) .{1,50}$',
  '^.{1,40}\\boutlook (?:for|til|till|für|pour|para|per|voor|dla) (?:ios|android|mac|iphone)\\b.{0,80}$',
  '^(?:hent|skaffa|få|laden sie|télécharger|obtenir|obtener|ottieni|download|get) outlook\\b.{0,60}$',
];

/** The words by which a mail ends, alone on their line and before a name. */
export const closings =
  '(?:(?:best|kind|kindest|warm|warmest|many) )?regards|all the best|best wishes|best|cheers|sincerely|yours sincerely|yours truly|kindly|respectfully|(?:med )?(?:de )?(?:vennlig|vennlige|beste|gode|hjertelig|venleg)? ?(?:hilsen|hilsninger|hilsener|helsing)|mvh|vh|bh|dbh|med (?:vänliga|vänlig|bästa) (?:hälsningar|hälsning)|(?:vänliga |bästa )?hälsningar|vänligen|med (?:venlig|de bedste) (?:hilsen|hilsner)|(?:venlig|bedste) hilsen|(?:de )?bedste hilsner|(?:mit )?(?:freundlichen|freundlichem|besten|herzlichen|schönen|vielen|liebe|viele|beste|herzliche|freundliche) (?:grüßen|grüssen|gruß|gruss|grüße|grüsse)|mfg|lg|vg|(?:bien )?cordialement|bien à vous|cdt|sincères salutations|meilleures salutations|salutations|(?:un |con )?(?:cordial )?saludos?(?: cordiales)?|atentamente|un abrazo|cordiali saluti|distinti saluti|saluti|(?:met )?vriendelijke groeten?|groeten?|atenciosamente|cumprimentos|z poważaniem|pozdrawiam|ystävällisin terveisin|terveisin|с уважением';
