import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What Chromium is called, on one system or another. */
const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** It asks nobody else for anything, and finds every organization of this machine. */
export const chromiumArguments: readonly string[] = [
  '--disable-gpu',
  '--disable-background-networking',
  '--host-resolver-rules=MAP *.localhost 127.0.0.1',
];

/** The Chromium of `SPEDY_CHROMIUM`, or the first one on the PATH. */
export function findChromium(): string | null {
  const { SPEDY_CHROMIUM: chosen, PATH: path = '' } = process.env;
  if (chosen) return chosen;
  const candidates = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
