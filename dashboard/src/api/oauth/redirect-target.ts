/** Schemes that run code in the page or read local files. */
const unsafeSchemes = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'filesystem:', 'about:'];

/** Whether it is safe to redirect to an address that a client chose. */
export function mayBeOpened(address: string): boolean {
  return URL.canParse(address) && !unsafeSchemes.includes(new URL(address).protocol);
}
