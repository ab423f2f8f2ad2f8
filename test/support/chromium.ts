import { findProgram } from './find-program.ts';

/** What Chromium is called, on one system or another; first the one without windows, which takes less time. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** It asks nobody else for anything, and finds every organization of this machine. */
export const chromiumArguments: readonly string[] = [
  '--disable-gpu',
  '--disable-background-networking',
  '--host-resolver-rules=MAP *.localhost 127.0.0.1',
];

/** The Chromium of `SPEDY_CHROMIUM`, or the first one on the PATH. */
export function findChromium(): string | null {
  return process.env.SPEDY_CHROMIUM || findProgram(...names);
}
