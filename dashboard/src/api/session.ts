import { useSyncExternalStore } from 'react';

/** A pending sign-in after the session of an open page has ended. */
type Renewal = { readonly done: Promise<boolean>; readonly settle: (renewed: boolean) => void };

let isSignedIn = false;
let renewal: Renewal | null = null;
/** The member closed the sign-in dialog and has not used the page since. */
let isDeclined = false;
const listeners = new Set<() => void>();

/** Records that a member is signed in. From then on, an ended session is renewed in place. */
export function markSignedIn(): void {
  isSignedIn = true;
}

/** Whether this page knows that a member is signed in. */
export function isMarkedSignedIn(): boolean {
  return isSignedIn;
}

/**
 * Opens the sign-in dialog over the page and waits for it. All requests that fail with the ended session
 * share one dialog. Returns false if no member was signed in on this page or the member closed the dialog. After
 * that, background requests do not open it again.
 */
export function renewSession(): Promise<boolean> {
  if (!isSignedIn || isDeclined) return Promise.resolve(false);
  if (!renewal) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    renewal = { done: promise, settle: resolve };
    for (const listener of listeners) listener();
  }
  return renewal.done;
}

/** Ends the wait, with a renewed session or without. */
export function settleRenewal(renewed: boolean): void {
  renewal?.settle(renewed);
  renewal = null;
  if (!renewed) declineUntilNextInput();
  for (const listener of listeners) listener();
}

function declineUntilNextInput(): void {
  isDeclined = true;
  const controller = new AbortController();
  const onInput = () => {
    isDeclined = false;
    controller.abort();
  };
  for (const event of ['pointerdown', 'keydown']) {
    window.addEventListener(event, onInput, { capture: true, signal: controller.signal });
  }
}

/** Whether requests wait for the member to sign in again. */
export function useIsSessionEnded(): boolean {
  return useSyncExternalStore(subscribe, () => renewal !== null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
