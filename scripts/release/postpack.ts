// `npm pack` calls this after it has packed.
import { fileURLToPath } from 'node:url';
import { removeShrinkwrap } from './shrinkwrap.ts';

removeShrinkwrap(fileURLToPath(new URL('../../', import.meta.url)));
