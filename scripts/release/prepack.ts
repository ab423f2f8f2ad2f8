// `npm pack` calls this before it packs. It builds the dashboard and the help, which `prepare` does after `npm ci`.
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { stripManifest } from './manifest.ts';
import { writeShrinkwrap } from './shrinkwrap.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
await bundle(root);
writeShrinkwrap(root);
await import('../build-dashboard.ts');
// Last: if anything fails, npm does not call postpack.
stripManifest(root);
