import { useSyncExternalStore } from 'react';

const name = 'singleKeys';
const listeners = new Set<() => void>();
let areOn = stored();

/**
 * Whether shortcuts of single keys are on, and a function to change it in this browser: people who dictate, or press keys by
 * mistake, turn them off (WCAG 2.1.4).
 */
export function useSingleKeys(): readonly [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(subscribe, singleKeysAreOn), set];
}

export function singleKeysAreOn(): boolean {
  return areOn;
}

function set(on: boolean): void {
  areOn = on;
  try {
    if (on) localStorage.removeItem(name);
    else localStorage.setItem(name, 'off');
  } catch {
    // If storage is blocked, the choice lasts until the page is closed.
  }
  for (const listener of listeners) listener();
}

function stored(): boolean {
  try {
    return localStorage.getItem(name) !== 'off';
  } catch {
    return true;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
