import type { WritableDraft, Writing } from '../../app/desk/edit-draft.ts';

const lineLength = 70;
const rowsAtMost = 10;

/** A mail that waits for approval, as the form shows it. */
export function shownDraft({ passages, ...draft }: WritableDraft) {
  return {
    ...draft,
    isOpen: false,
    passages: passages.map((text, index) => passage(text, index)),
  };
}

/** The same with what somebody has written: nothing is lost when it is refused. */
export function withWriting(draft: ReturnType<typeof shownDraft>, { subject, passages }: Writing) {
  return {
    ...draft,
    subject,
    isOpen: true,
    passages: draft.passages.map((one, index) => passage(passages.get(index) ?? one.text, index)),
  };
}

function passage(text: string, index: number) {
  const lines = text.split('\n').map((line) => Math.max(1, Math.ceil(line.length / lineLength)));
  const rows = Math.min(
    rowsAtMost,
    lines.reduce((sum, one) => sum + one, 0),
  );
  return { name: `p${index}`, number: index + 1, text, rows };
}
