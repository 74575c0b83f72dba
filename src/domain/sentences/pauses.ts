/** Why a mailbox or a cadence is paused, or near it: without a full stop. */
export const pauseEnglish = {
  'rail.bounced':
    '{count} of {sent} mails of the last 7 days bounced: {rate}, the limit is {limit}',
  'rail.called-spam':
    '{count} of {sent} mails of the last 7 days were called spam: {rate}, the limit is {limit}',
  'rail.whole-domain': 'all of {domain}: {why}',
  'pause.came-back': 'a mail came back with {code}',
} as const;
