// `npm pack` calls this before it packs; it builds the dashboard and the help itself (prepare).
import { fileURLToPath } from 'node:url';
import { compile } from './compile.ts';
import { writeShrinkwrap } from './shrinkwrap.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
compile(root);
writeShrinkwrap(root);
