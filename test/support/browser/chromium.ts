import { findProgram } from '../servers/find-program.ts';

/** Names of Chromium on different systems; the headless one is first, because it is faster. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** Prevents background requests, and resolves every organization's host to this machine. */
export const chromiumArguments: readonly string[] = [
  '--disable-gpu',
  '--disable-background-networking',
  '--host-resolver-rules=MAP *.localhost 127.0.0.1',
];

/** Returns the Chromium of `SPEDY_CHROMIUM`, or the first one on the PATH, or null. */
export function findChromium(): string | null {
  return process.env.SPEDY_CHROMIUM || findProgram(...names);
}
