/**
 * An enrolment `e` that an import brought and its undo took back before anything had left for the person. An undo keeps no way
 * back, as the end by a person does; whoever has had a mail has the mailbox that it left from. Reading touches for this would be
 * the dearest part of a report.
 */
export const isTakenBack = `
  (e.import_id is not null and e.exit_reason = 'manual' and e.mailbox is null and e.before_exit is null
   and exists (select from imports i where i.id = e.import_id and i.status = 'undone'))`;
