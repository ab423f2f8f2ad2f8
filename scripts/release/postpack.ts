// `npm pack` calls this after it has packed.
import { fileURLToPath } from 'node:url';
import { restoreManifest } from './manifest.ts';
import { removeShrinkwrap } from './shrinkwrap.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
removeShrinkwrap(root);
restoreManifest(root);
