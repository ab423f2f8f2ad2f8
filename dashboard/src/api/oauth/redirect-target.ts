/** Schemes that a browser would run, or read from this machine. */
const unsafeSchemes = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'filesystem:', 'about:'];

/** Whether a page may follow a stranger's address: none that the browser would run as part of the page. */
export function mayBeOpened(address: string): boolean {
  return URL.canParse(address) && !unsafeSchemes.includes(new URL(address).protocol);
}
