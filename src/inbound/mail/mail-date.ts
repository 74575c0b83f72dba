const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const written =
  /(\d{1,2})\s{1,3}(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\s{1,3}(\d{4}|\d{2})\s{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,6})?\s{0,3}([+-]\d{4})?/i;

/** A Date field (RFC 5322 §3.3), as an instant; without an offset in UTC. Null where it is none, or of no calendar day. */
export function parseMailDate(text: string | null): Date | null {
  const found = written.exec((text ?? '').slice(0, 200));
  if (found === null) return null;
  const [, day = '', month = '', year = '', hour = '', minute = '', second = '0', offset] = found;
  const fullYear =
    year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  const local = Date.UTC(
    fullYear,
    months.indexOf(month.toLowerCase()),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const date = new Date(local - offsetMs(offset));
  const sane = Number(day) >= 1 && Number(day) <= 31 && Number(hour) < 24 && Number(minute) < 60;
  return sane && fullYear >= 1970 && fullYear < 2200 ? date : null;
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3));
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
