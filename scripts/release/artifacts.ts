import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { softwareBill } from './sbom.ts';

/**
 * Writes the files of a release into a folder: the package, the two libraries, the SBOM and the checksums.
 * @returns their names
 * @throws Error if packing twice gives different bytes
 */
export function writeArtifacts(root: string, folder: string, version: string, time: Date): string[] {
  const bom = `spedy-${version}.cdx.json`;
  const archives = ['', '-client', '-verify'].map((name) => `spedy${name}-${version}.tgz`);
  mkdirSync(folder, { recursive: true });
  pack(root, folder);
  const again = mkdtempSync(join(tmpdir(), 'spedy-release-'));
  try {
    pack(root, again);
    for (const archive of archives)
      if (hashOf(join(folder, archive)) !== hashOf(join(again, archive)))
        throw new Error(`Two builds of ${archive} differ: find out why before you release it.`);
  } finally {
    rmSync(again, { recursive: true });
  }
  writeFileSync(join(folder, bom), softwareBill(root, time));
  const sums = [...archives, bom].map((name) => `${hashOf(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  return [...archives, bom, 'SHA256SUMS'];
}

/** Packs with all scripts, so that the dashboard and the help are built again too. */
function pack(root: string, folder: string): void {
  const workspaces = [
    '--include-workspace-root',
    '--workspace=packages/client',
    '--workspace=packages/verify',
  ];
  const args = ['pack', '--silent', ...workspaces, '--pack-destination', folder];
  execFileSync('npm', args, { cwd: root, stdio: 'pipe' });
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
