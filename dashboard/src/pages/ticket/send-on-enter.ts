import type { KeyboardEvent } from 'react';

/** Sends the form of a text field with Ctrl or ⌘ and Enter. */
export function sendOnEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
