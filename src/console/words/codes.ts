import type { Shift } from '../../domain/calendar.ts';
import type { ExitReason, HoldCode, PauseReason } from '../../domain/codes.ts';
import type { EventType } from '../../domain/event.ts';
import type { BasisName } from '../../domain/policy/lawful-basis.ts';
import type { CodeList } from '../../domain/sentence.ts';
import type { Language } from '../words.ts';

/** Codes of the public interface as they read within a sentence. One that is not there is told as it is. */
interface CodeWords extends Readonly<Record<CodeList, Readonly<Record<string, string>>>> {
  readonly exit: Readonly<Record<ExitReason, string>>;
  readonly pause: Readonly<Record<PauseReason, string>>;
  readonly moved: Readonly<Record<Shift['reason'] | HoldCode, string>>;
  readonly event: Readonly<Record<EventType, string>>;
  readonly basis: Readonly<Record<BasisName, string>>;
}

const en: CodeWords = {
  exit: {
    replied: 'they replied',
    objection: 'an objection',
    opted_out: 'they opted out',
    complained: 'reported as spam',
    bounced: 'the mail came back',
    closed_won: 'the deal is won',
    closed_lost: 'the deal is lost',
    switched: 'switched to another cadence',
    erased: 'erased on request',
    manual: 'by hand',
    failed: 'it could not go on',
  },
  pause: {
    replied: 'they replied',
    objection: 'an objection',
    meeting_booked: 'a meeting is booked',
    out_of_office: 'out of the office',
    asked_to_wait: 'they asked for a break',
    deal_closed: 'the deal is closed',
    stage_changed: 'the deal was moved',
    company_hold: 'a colleague has answered',
    manual: 'by hand',
    missing_merge_field: 'a merge field is missing',
    html_too_large: 'the mail is too large',
    attachment_unavailable: 'an attachment cannot be had',
    missing_basis: 'no lawful basis',
    missing_sender_identity: 'the sender is not told',
    rejected_by_server: 'rejected by the mail server',
    unknown_hand_over: 'delivery unknown',
    unproven_sender: 'the sender is not proven',
  },
  moved: {
    closed_day: 'a day without sending',
    holiday: 'a holiday',
    blackout: 'a blackout',
    half_day: 'a half day',
    other_clock: 'the other wall clock',
    no_common_window: 'no common window',
    jitter: 'a few minutes of jitter',
    not_active: 'it does not run',
    suppressed: 'suppressed',
    condition_false: 'its condition does not hold',
    missing_merge_field: 'a merge field is missing',
    html_too_large: 'the mail is too large',
    attachment_unavailable: 'an attachment cannot be had',
    missing_basis: 'no lawful basis',
    missing_sender_identity: 'the sender is not told',
    outside_window: 'the sending window',
    cap_reached: 'a limit',
    min_gap: 'the distance from the last mail',
    company_hold: 'a hold of the company',
    awaiting_approval: 'waits for approval',
    mailbox_paused: 'a pause of the mailbox',
    cadence_paused: 'a pause of the cadence',
  },
  event: {
    'email.clicked': 'a click',
    'email.opened': 'an opened mail',
    'reply.auto': 'an automatic reply',
    'meeting.booked': 'a meeting',
    'deal.stage_changed': 'a moved deal',
    'reply.objection': 'an objection',
    'reply.received': 'a reply',
    'reply.unproven': 'a reply whose sender is not proven',
    'email.bounced': 'a bounce',
    'deal.won': 'a deal won',
    'deal.lost': 'a deal lost',
    'email.complained': 'a spam report',
    'prospect.opted_out': 'an opt-out',
  },
  basis: {
    consent: 'consent',
    'legitimate-interest': 'legitimate interest',
    'existing-customer': 'existing customer',
  },
};

const nb: CodeWords = {
  exit: {
    replied: 'de svarte',
    objection: 'en innvending',
    opted_out: 'de reserverte seg',
    complained: 'meldt som søppelpost',
    bounced: 'e-posten kom i retur',
    closed_won: 'salget er vunnet',
    closed_lost: 'salget er tapt',
    switched: 'byttet til en annen kadens',
    erased: 'slettet på eget ønske',
    manual: 'for hånd',
    failed: 'den kunne ikke fortsette',
  },
  pause: {
    replied: 'de svarte',
    objection: 'en innvending',
    meeting_booked: 'et møte er avtalt',
    out_of_office: 'ikke på kontoret',
    asked_to_wait: 'de ba om en pause',
    deal_closed: 'salget er avsluttet',
    stage_changed: 'salget ble flyttet',
    company_hold: 'en kollega har svart',
    manual: 'for hånd',
    missing_merge_field: 'et flettefelt mangler',
    html_too_large: 'e-posten er for stor',
    attachment_unavailable: 'et vedlegg kan ikke hentes',
    missing_basis: 'behandlingsgrunnlag mangler',
    missing_sender_identity: 'avsenderen er ikke oppgitt',
    rejected_by_server: 'avvist av e-postserveren',
    unknown_hand_over: 'levering ukjent',
    unproven_sender: 'avsenderen er ikke bevist',
  },
  moved: {
    closed_day: 'en dag uten utsending',
    holiday: 'en helligdag',
    blackout: 'en sperret periode',
    half_day: 'en halv dag',
    other_clock: 'den andre klokken',
    no_common_window: 'ingen felles sendetid',
    jitter: 'noen minutters spredning',
    not_active: 'den løper ikke',
    suppressed: 'sperrelisten',
    condition_false: 'betingelsen stemmer ikke',
    missing_merge_field: 'et flettefelt mangler',
    html_too_large: 'e-posten er for stor',
    attachment_unavailable: 'et vedlegg kan ikke hentes',
    missing_basis: 'behandlingsgrunnlag mangler',
    missing_sender_identity: 'avsenderen er ikke oppgitt',
    outside_window: 'sendetiden',
    cap_reached: 'en grense',
    min_gap: 'avstanden til forrige e-post',
    company_hold: 'en sperre for firmaet',
    awaiting_approval: 'venter på godkjenning',
    mailbox_paused: 'en pause for postkassen',
    cadence_paused: 'en pause for kadensen',
  },
  event: {
    'email.clicked': 'et klikk',
    'email.opened': 'en åpnet e-post',
    'reply.auto': 'et automatisk svar',
    'meeting.booked': 'et møte',
    'deal.stage_changed': 'et flyttet salg',
    'reply.objection': 'en innvending',
    'reply.received': 'et svar',
    'reply.unproven': 'et svar uten bevist avsender',
    'email.bounced': 'en retur',
    'deal.won': 'et vunnet salg',
    'deal.lost': 'et tapt salg',
    'email.complained': 'en melding om søppelpost',
    'prospect.opted_out': 'en reservasjon',
  },
  basis: {
    consent: 'samtykke',
    'legitimate-interest': 'berettiget interesse',
    'existing-customer': 'eksisterende kunde',
  },
};

export const codeWords: Readonly<Record<Language, CodeWords>> = { en, nb };

/** The words of a code; the code itself where a new one has none yet. */
export function codeWord(language: Language, list: CodeList, code: string): string {
  const all: Readonly<Record<string, string>> = codeWords[language][list];
  return all[code] ?? code;
}
