/** Milliseconds in which a page reloads itself at most once. */
const pause = 60_000;
const key = 'reloadedAt';

/**
 * Whether a page may reload itself to get the newer version of its files: not again and again where that does not
 * help. Never where the browser does not let the page remember it.
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
