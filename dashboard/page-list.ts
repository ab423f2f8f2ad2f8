import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

/**
 * Writes pages.json into the build: the path of every page, with its parameters as the
 * server writes them too (`/boards/:key`), and whether an application may open it in a popup. The
 * server reads it to know where the dashboard has a page.
 */
export function pageList(): Plugin {
  let root = '';
  return {
    name: 'page-list',
    apply: 'build',
    configResolved: (config) => {
      root = config.root;
    },
    async generateBundle() {
      const { otherPages, redirects, shellPages }: typeof import('./src/routes.ts') = await import(
        pathToFileURL(join(root, 'src/routes.ts')).href
      );
      const pages = [
        ...redirects.map(({ from }) => ({ path: from, popup: false })),
        ...shellPages.map(({ path }) => ({ path, popup: false })),
        ...otherPages.map((page) => ({ path: page.path, popup: 'popup' in page })),
      ];
      this.emitFile({ type: 'asset', fileName: 'pages.json', source: `${JSON.stringify(pages, null, 2)}\n` });
    },
  };
}
