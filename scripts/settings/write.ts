// `npm run settings`: writes docs/settings.md from the list of settings. A test compares them.
import { writeFileSync } from 'node:fs';
import { settingsPage } from './page.ts';

writeFileSync(new URL('../../docs/settings.md', import.meta.url), settingsPage());
