import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { build } from 'vite';
import { base, root } from './pages.ts';
import type { Assets } from './template.ts';

const Manifest = Type.Record(
  Type.String(),
  Type.Object({ file: Type.String(), css: Type.Optional(Type.Array(Type.String())) }),
);

/** Bundles the scripts and styles of the site into a folder, with a hash of their content in their names. */
export async function buildClient(folder: string): Promise<Omit<Assets, 'searchIndex' | 'icon'>> {
  const client = join(root, 'help/client');
  await build({
    root: client,
    base,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      manifest: 'manifest.json',
      // Nothing inline, because the Content-Security-Policy allows only files of our own origin.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: [join(client, 'main.ts'), join(client, 'theme.ts')] },
    },
  });
  const path = join(folder, 'manifest.json');
  const manifest = Value.Parse(Manifest, JSON.parse(readFileSync(path, 'utf8')));
  const file = (source: string) => {
    const found = Object.entries(manifest).find(([name]) => name.endsWith(source))?.[1];
    if (!found) throw new Error(`The build has no ${source}`);
    return found;
  };
  const main = file('main.ts');
  return {
    theme: base + file('theme.ts').file,
    script: base + main.file,
    styles: (main.css ?? []).map((name) => base + name),
    font: base + file('inter-latin.woff2').file,
  };
}
