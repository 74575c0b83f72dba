import type { pauseEnglish } from '../../../domain/sentences/pauses.ts';

/** Why a mailbox or a cadence is paused, or near it, in Norwegian. */
export const pauseNorwegian: Readonly<Record<keyof typeof pauseEnglish, string>> = {
  'rail.bounced':
    '{count} av {sent} e-poster de siste 7 dagene kom i retur: {rate}, grensen er {limit}',
  'rail.called-spam':
    '{count} av {sent} e-poster de siste 7 dagene ble meldt som søppelpost: {rate}, grensen er {limit}',
  'rail.whole-domain': 'hele {domain}: {why}',
  'pause.came-back': 'en e-post kom i retur med {code}',
};
