/** A page reloads itself at most once in this many milliseconds. */
const pause = 60_000;
const key = 'reloadedAt';

/**
 * Whether a page may reload itself to get the newer version of its files. False if it did so recently, or if
 * the browser blocks storage.
 */
export function mayReload(now = Date.now()): boolean {
  try {
    const last = Number(sessionStorage.getItem(key));
    if (now - last < pause) return false;
    sessionStorage.setItem(key, String(now));
    return true;
  } catch {
    return false;
  }
}
