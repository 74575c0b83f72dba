import type { ReadEvent, Reading } from '../inbound/reading.ts';

const longestShown = 400;

/** A reading as people read it: what it is and why, then what follows from it. */
export function readingLines(file: string, reading: Reading): readonly string[] {
  const { kind, events, visibleText, confidence, because } = reading;
  const sure = confidence === null ? '' : `, confidence ${confidence}`;
  return [
    `${file}: ${kind}${sure}`,
    ...(because === null ? [] : [`  because  ${oneLine(because)}`]),
    ...events.map(eventLine),
    ...(visibleText === null || visibleText === '' ? [] : textLines(visibleText)),
  ];
}

function eventLine(event: ReadEvent): string {
  const { type, recipient, hard, status, replyCode, reason, category, occurredAt, until } = event;
  const told = [
    recipient,
    hard === null || type !== 'email.bounced' ? null : hard ? 'hard' : 'soft',
    status,
    replyCode,
    reason,
    category,
    occurredAt === null ? null : `at ${occurredAt.toISOString()}`,
    until === null ? null : `until ${until.toISOString()}`,
  ];
  return `  event    ${[type, ...told.filter((part) => part !== null)].map(oneLine).join(' · ')}`;
}

function textLines(text: string): readonly string[] {
  const short = text.length > longestShown ? `${text.slice(0, longestShown)} …` : text;
  return short
    .trim()
    .split('\n')
    .map((line, index) => `  ${index === 0 ? 'text   ' : '       '}  ${oneLine(line)}`.trimEnd());
}

/** Nothing that a stranger wrote moves the cursor of who reads it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}
