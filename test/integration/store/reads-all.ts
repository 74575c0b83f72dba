/** The tables that grow with every person and every mail. */
const wholeTable =
  /Seq Scan on (touches|enrolments|mail_choices|suppressions|enrolment_moves|prospects|prospect_bases|timeline|inbound_events|tasks|begun_mails|send_scopes|imports)\b/;
/** Indexes of what is due and of what is under way: short, or read from their beginning. */
const shortIndexes = [
  ...['touches_due', 'touches_leased', 'enrolments_to_resume', 'tasks_to_skip'],
  ...['start_queues_due', 'company_holds_to_free', 'touches_in_air', 'touches_of_paused_cadence'],
  'cadences_pkey',
  ...['touches_unknown', 'touches_unknown_again', 'tasks_open_by_kind', 'tasks_once_a_touch'],
  ...['inbound_events_deferred', 'imports_running'],
];

/** True where a plan reads a big table or one of its indexes from end to end. */
export function readsAll(plan: string): boolean {
  const lines = plan.split('\n');
  return lines.some((line, at) => {
    const index = /(?:Scan using|Bitmap Index Scan on) (\w+)/.exec(line)?.[1];
    if (index === undefined) return wholeTable.test(line);
    return !shortIndexes.includes(index) && lines[at + 1]?.includes('Index Cond:') !== true;
  });
}
