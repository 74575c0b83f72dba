/**
 * Lines after which a report shows the mail that came back. What stands there is not told by the server, and nothing in it
 * may decide.
 */
const markers: readonly RegExp[] = [
  /^[-=_*# ]{0,60}(this is a copy of (your|the) (message|mail)|below this line is a copy|original (message|mail)( |-|:|$)|unsent message follows|returned (message|mail)|message (header|text|content)s? follow|below is a copy of|the (header|start|beginning|text) of the (original )?(message|mail)|copy of (the|your) (message|mail)|(included|attached) is a copy|original message (follows|headers?)|forwarded message|message header|returned message follows|message body|your message was|headers? of the original|transcript of message)/i,
  /^-{3,60} ?(begin|start) of (the )?(message|mail|header)/i,
  /^(original message headers|message headers follow|the following (message|mail) was|ursprüngliche nachricht|message d'origine|mensaje original)\b/i,
];

/** Only lines of a header: five in a row, of which one is Received, begin a mail that nobody announced. */
const headerLine = /^([!-9;-~]{1,60}:( |$)|[ \t])/;

/** The part of a text that tells, before the mail that came back, and that mail; empty where there is none. */
export function splitOriginal(text: string): { readonly told: string; readonly original: string } {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const trimmed = line.slice(0, 200).trim();
    const announced = index > 0 && markers.some((marker) => marker.test(trimmed));
    if (announced || beginsMail(lines, index)) {
      const from = announced ? index + 1 : index;
      return {
        told: lines.slice(0, index).join('\n'),
        original: lines.slice(from).join('\n').trimStart(),
      };
    }
  }
  return { told: text, original: '' };
}

function beginsMail(lines: readonly string[], index: number): boolean {
  if (!/^(received|return-path|x-received|dkim-signature): ?/i.test(lines[index] ?? ''))
    return false;
  return lines.slice(index, index + 4).every((line) => headerLine.test(line));
}
