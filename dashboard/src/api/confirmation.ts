import { useSyncExternalStore } from 'react';

/** A pending confirmation, for which requests wait. */
type Waiting = { readonly done: Promise<boolean>; readonly settle: (confirmed: boolean) => void };

let waiting: Waiting | null = null;
const listeners = new Set<() => void>();

/**
 * Opens the dialog that asks the member to confirm that it is them, over what they are doing, and waits for it. All
 * requests that need it share one dialog. Returns whether they confirmed.
 */
export function askToConfirm(): Promise<boolean> {
  if (!waiting) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    waiting = { done: promise, settle: resolve };
    for (const listener of listeners) listener();
  }
  return waiting.done;
}

/** Ends the wait. */
export function settleConfirmation(confirmed: boolean): void {
  waiting?.settle(confirmed);
  waiting = null;
  for (const listener of listeners) listener();
}

/** Whether requests wait for a confirmation. */
export function useIsAskedToConfirm(): boolean {
  return useSyncExternalStore(subscribe, () => waiting !== null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
