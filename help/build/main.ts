import { buildSite } from './build-site.ts';

/** Builds the help into help/dist/: `node help/build/main.ts`. */
await buildSite();
