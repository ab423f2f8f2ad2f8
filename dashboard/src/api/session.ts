import { useSyncExternalStore } from 'react';

/** Whether somebody is signed in on this page, and whether their session has ended under it. */
type Renewal = { readonly done: Promise<boolean>; readonly settle: (renewed: boolean) => void };

let isSignedIn = false;
let renewal: Renewal | null = null;
/** They did not want to sign in again, and have done nothing since. */
let isDeclined = false;
const listeners = new Set<() => void>();

/** Told once the page knows who is signed in: from then on an ended session is renewed in place. */
export function markSignedIn(): void {
  isSignedIn = true;
}

/** Whether this page knows of somebody who is signed in. */
export function isMarkedSignedIn(): boolean {
  return isSignedIn;
}

/**
 * Asks the person to sign in again, over the page, and waits for it. All requests that meet the ended session wait
 * for the same answer. False where nobody was signed in on this page, or they did not want to; what the page asks for
 * by itself after that, such as a list anew, does not ask them again.
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

/** Ends the wait: the session is renewed, or will not be. */
export function settleRenewal(renewed: boolean): void {
  renewal?.settle(renewed);
  renewal = null;
  if (!renewed) declineUntilNextInput();
  for (const listener of listeners) listener();
}

function declineUntilNextInput(): void {
  isDeclined = true;
  const heard = new AbortController();
  const onInput = () => {
    isDeclined = false;
    heard.abort();
  };
  for (const event of ['pointerdown', 'keydown']) {
    window.addEventListener(event, onInput, { capture: true, signal: heard.signal });
  }
}

/** Whether requests wait for the person to sign in again. */
export function useIsSessionEnded(): boolean {
  return useSyncExternalStore(subscribe, () => renewal !== null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
