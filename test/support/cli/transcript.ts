import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { spedyOn } from '../servers/command-line.ts';

/** A documented address, and the one that stands for it in a test. */
export type Addresses = readonly (readonly [documented: string, here: string])[];

/**
 * Runs the commands of a transcript in order, each line after `$ `, and returns the transcript as it was here: with the
 * documented addresses, and with what differs in each run replaced as by `withoutVariables`. Spedy runs in this process, and
 * every other command in a shell.
 * @param folder where they run; /srv/spedy in the documentation
 * @throws Error if a command fails
 */
export async function runTranscript(
  documented: string,
  folder: string,
  addresses: Addresses,
): Promise<string> {
  const all: Addresses = [['/srv/spedy', folder], ['sqlite:./', `sqlite:${folder}/`], ...addresses];
  const lines = [];
  for (const [, command = ''] of documented.matchAll(/^\$ (.*)$/gm)) {
    const here = all.reduce((text, [from, to]) => text.replaceAll(from, to), command);
    const printed = await run(here, folder);
    const shown = all.toReversed().reduce((text, [to, from]) => text.replaceAll(from, to), printed);
    lines.push(`$ ${command}\n${shown.replaceAll('sqlite:./', 'sqlite:/srv/spedy/')}`);
  }
  return withoutVariables(lines.join(''));
}

async function run(command: string, folder: string): Promise<string> {
  const [, url, words] = /^(?:DATABASE_URL=(\S+) )?spedy (.*)$/.exec(command) ?? [];
  if (words === undefined) {
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command], {
      cwd: folder,
    });
    return stdout;
  }
  const args = words.split(' ').map((word) => word.replace(/^\w.*\.backup$/, `${folder}/$&`));
  const { exitCode, stdout, stderr } = await spedyOn(url ?? `sqlite:${folder}/data/spedy.db`)(args);
  if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
  // The folder is where the reader is.
  return stdout.replaceAll(/\S*\/(\S+\.backup)/g, '$1');
}

/** Replaces what differs between two runs: hashes, times, IDs, numbers of rows and bytes; and migrations that were added. */
export function withoutVariables(transcript: string): string {
  return transcript
    .replaceAll(/\b[0-9a-f]{64}\b|\b[0-9a-f]{8}…/g, 'HASH')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\b(org|usr|key)_\w+…?/g, '$1_ID')
    .replaceAll(/^(Applied: \S+ \S+) .*$/gm, '$1 …')
    .replaceAll(/(?<=[\s:])\d[\d,]*(?= (?:rows|tables|bytes|events)|:HASH)/g, 'N');
}
