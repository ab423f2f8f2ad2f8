import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Bytes below which a file fits one packet as it is. */
const small = 1_024;

/** Puts a brotli and a gzip form beside each file of the build, which the server sends to those who read them. */
export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
    },
    // After the files are there; a build that failed says why itself.
    writeBundle: () => {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        // The page itself is different for everyone: it has a nonce in it.
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const path = join(folder, name);
        const content = readFileSync(path);
        if (content.length < small) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(content));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}
