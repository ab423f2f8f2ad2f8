/** What was typed but not sent, while the page is open. */
export type Draft = { readonly body: string; readonly internal: boolean };

const drafts = new Map<string, Draft>();
const empty: Draft = { body: '', internal: false };

/** Returns the unsent comment on a ticket. */
export function draftOf(ticketId: string): Draft {
  return drafts.get(ticketId) ?? empty;
}

/** Keeps an unsent comment for the return to its ticket. */
export function keepDraft(ticketId: string, draft: Draft): void {
  if (draft.body === '') drafts.delete(ticketId);
  else drafts.set(ticketId, draft);
}
