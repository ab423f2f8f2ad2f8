import { resolve } from 'node:path';
import { buildSite } from './build-site.ts';

/** Builds the help into help/dist/, or into another folder: `node help/build/main.ts [FOLDER]`. */
const [folder] = process.argv.slice(2);
await (folder === undefined ? buildSite() : buildSite(resolve(folder)));
