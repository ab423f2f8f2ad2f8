import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileOf = (root: string) => join(root, 'package.json');
/** Where the manifest of the repository is while npm packs. */
const keptOf = (root: string) => join(root, 'package.before-packing.json');

/**
 * Takes `prepare` out of package.json: the package is built when it is packed, and npm warns everyone who installs it of a script
 * that only the repository runs.
 */
export function stripManifest(root: string): void {
  // What an interrupted `npm pack` has left.
  restoreManifest(root);
  const text = readFileSync(fileOf(root), 'utf8');
  writeFileSync(keptOf(root), text);
  const manifest = JSON.parse(text);
  delete manifest.scripts.prepare;
  writeFileSync(fileOf(root), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Puts the manifest of the repository back, unless it was changed meanwhile. */
export function restoreManifest(root: string): void {
  const kept = keptOf(root);
  if (!existsSync(kept)) return;
  const isStripped = JSON.parse(readFileSync(fileOf(root), 'utf8')).scripts.prepare === undefined;
  if (isStripped) writeFileSync(fileOf(root), readFileSync(kept));
  rmSync(kept);
}
