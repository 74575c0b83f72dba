import type { refusalEnglish } from '../../../domain/sentences/refusals.ts';

/** Why somebody is not enrolled, behind their address, and why a deed is not done; in Norwegian. */
export const refusalNorwegian: Readonly<Record<keyof typeof refusalEnglish, string>> = {
  'refusal.invalid-address': 'er ikke en e-postadresse',
  'refusal.missing-address': 'raden har ingen e-postadresse',
  'refusal.suppressed': 'står på sperrelisten: denne personen får ingen e-post',
  'refusal.blocked-domain': 'hører til et domene som er sperret',
  'refusal.erased': 'er slettet på eget ønske, og forblir det',
  'refusal.twice': 'står mer enn én gang i listen',
  'refusal.twice-on-line': 'står på linje {line} allerede',
  'refusal.given-away': 'er gitt til {owner}, og denne nøkkelen ser ikke arbeidet til {owner}',
  'refusal.not-yours': 'følges opp av en annen, og denne nøkkelen ser ikke arbeidet til den',
  'refusal.id-of-other':
    'får id-en {id} i {source}, og den tilhører en person som denne nøkkelen ikke ser',
  'refusal.import-of-others':
    'den går fortsatt, og tar inn personer for eiere du ikke ser arbeidet til; prøv igjen når den er ferdig',
  'refusal.declined': 'har reservert seg mot {cadence}',
  'refusal.unlawful': 'kan ikke få e-post. {lack}',
  'refusal.is-in': 'er i {cadence} allerede',
  'refusal.has-been-in': 'har vært i {cadence}, som ikke tar noen to ganger',
  'refusal.is-elsewhere': 'er i {other}, og {cadence} tar ingen som er i en annen kadens',
  'refusal.cooldown': 'kan tas inn i {cadence} fra {from}, {cooldown} etter slutten på den forrige',
  'refusal.company-one':
    'blir avvist: {cadence} har én person fra {company} allerede, og tar ikke flere fra samme firma',
  'refusal.company':
    'blir avvist: {cadence} har {limit} personer fra {company} allerede, og tar ikke flere fra samme firma',
  'objection.stays-paused':
    'innvendingen er notert og endrer ingenting: den står fortsatt på pause ({reason})',
  'objection.stays':
    'innvendingen er notert og endrer ingenting: noe som veier tyngre, var hørt før',
  'deed.not-active': 'den er avsluttet',
  'deed.not-paused': 'den er ikke satt på pause',
  'deed.unknown-stage': 'kadensen har ingen slik fase',
  'deed.not-ahead':
    'den fasen har ikke noe steg foran der den står (å gå tilbake må velges for seg)',
  'deed.nothing-left': 'alle steg i den fasen er berørt, og ingen får en e-post to ganger',
  'deed.already-ended': 'den er avsluttet allerede',
  'deed.not-ended': 'den er ikke avsluttet',
  'deed.not-by-hand':
    'ingen har avsluttet den for hånd, eller det er angret allerede, eller det er så lenge siden at det er glemt',
  'deed.heard-forgotten': 'noe er hørt siden som det ikke lenger finnes ord for',
  'deed.was-held': 'den ble holdt tilbake da den ble avsluttet ({reason}); ta dem inn på nytt',
  'deed.unknown-hand-over': 'for en av e-postene vet ingen om den ble sendt',
  'deed.heard-since': 'det som er hørt siden, ville ha avsluttet den ({reason})',
  'deed.enrolled-since': 'personen er lagt inn i {cadence} siden',
  'deed.suppressed': 'personen vil ikke ha mer e-post',
  'deed.blocked-domain': 'domenet deres er sperret',
  'deed.erased': 'personen er slettet på eget ønske',
  'deed.company-limit': 'personen {why}',
};
