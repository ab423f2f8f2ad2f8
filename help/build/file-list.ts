import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { base, type SourcePage } from './pages.ts';

/** Files with fewer bytes fit into one packet without compression. */
const small = 1_024;
const compressible = /\.(html|js|css|svg|json)$/;

/**
 * Compresses the files of the build, and writes files.json: for each address the file, its media type, and an ETag from its
 * content. Times would not do: every file of an npm package has the same.
 */
export function writeFileList(folder: string, pages: readonly Pick<SourcePage, 'path'>[]): void {
  rmSync(join(folder, 'manifest.json'), { force: true });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  const addressOf = (file: string) => {
    const page = pages.find(({ path }) => file === (path === '' ? 'index.html' : `${path}.html`));
    return base + (page ? page.path : file);
  };
  const list = files.map((file) => {
    const content = readFileSync(join(folder, file));
    if (compressible.test(file) && content.length >= small) compress(join(folder, file), content);
    const digest = createHash('sha256').update(content).digest('base64url').slice(0, 16);
    return { address: addressOf(file), file, etag: `W/"${digest}"` };
  });
  writeFileSync(join(folder, 'files.json'), `${JSON.stringify(list, null, 1)}\n`);
}

function compress(path: string, content: Buffer): void {
  // The highest quality takes ten times as long for three percent less.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
