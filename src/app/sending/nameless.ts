import type { SendOutcome } from '../../email/smtp-outcome.ts';
import type { HandOverEnd } from './outcome-changes.ts';

/** How a hand-over ended, without the words in which it may name the person: for somebody erased meanwhile. */
export function nameless(end: HandOverEnd): HandOverEnd {
  switch (end.kind) {
    case 'mail':
      return { ...end, letter: null, outcome: withoutWords(end.outcome) };
    case 'blocked':
      return { ...end, detail: '' };
    case 'task':
      return { ...end, title: '' };
    case 'approval':
      return { ...end, title: '', draft: null };
    case 'skip':
      return { ...end, because: null };
  }
}

function withoutWords(outcome: SendOutcome): SendOutcome {
  switch (outcome.kind) {
    case 'sent':
    case 'deferred':
    case 'failed':
      return { ...outcome, response: '' };
    case 'unknown':
    case 'not_sent':
      return { ...outcome, detail: '' };
  }
}
