/** Enhanced status codes (RFC 3463) in a text, in order; not the numbers of addresses and versions. */
export function statusesIn(text: string): readonly string[] {
  const found = text.matchAll(/(?<![\w.])([245]\.\d{1,2}\.\d{1,3})(?![\w]|\.\d)/g);
  return [...found].flatMap(([, status]) => (status === undefined ? [] : [status])).slice(0, 50);
}

/** SMTP reply codes (RFC 5321 §4.2) in a text, in order. */
export function replyCodesIn(text: string): readonly string[] {
  const found = text.matchAll(/(?:^|[\s:;("'#])([245][0-5]\d)(?=[\s:-]|$)(?!-\d{3}-)/gm);
  return [...found].flatMap(([, code]) => (code === undefined ? [] : [code])).slice(0, 50);
}

/** `5.0.0`: of that class, and nothing else said. */
export function isGeneric(status: string): boolean {
  return status.endsWith('.0.0');
}

/**
 * The status that says most: what the other server said (the diagnostic text) before what ours made of it (the field),
 * before what else is told; one that says nothing but its class comes last.
 */
export function bestStatus(
  diagnostic: string,
  field: string | null,
  transcript: string,
): string | null {
  const fields = field === null ? [] : statusesIn(field).slice(0, 1);
  const said = statusesIn(diagnostic);
  const own = [...said, ...fields];
  // Where the server itself said 5.0.0 there is no more to know.
  const told = said.length > 0 ? [] : statusesIn(transcript).filter(isFailure);
  const telling = [...own, ...told].filter((status) => !isGeneric(status));
  const late = own.some((status) => status.endsWith('.4.7'))
    ? statusesIn(transcript).filter(isFailure)
    : [];
  // "Expired" is what became of the mail; why it could not be delivered until then stands beside it.
  const cause = [...telling, ...late].find(
    (status) => !status.endsWith('.4.7') && !isGeneric(status),
  );
  return cause ?? telling[0] ?? fields[0] ?? said[0] ?? told[0] ?? null;
}

/** The first reply code of a failure that was told. */
export function bestReplyCode(diagnostic: string, transcript: string): string | null {
  const said = replyCodesIn(diagnostic);
  return said[0] ?? replyCodesIn(transcript).find((code) => !code.startsWith('2')) ?? null;
}

function isFailure(status: string): boolean {
  return !status.startsWith('2');
}
