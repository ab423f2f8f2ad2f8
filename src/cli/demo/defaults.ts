import type { Defaults } from '../../server/config.ts';
import { demoOrganization } from './team.ts';

/** What the demo uses where nothing is set. The log would hide the banner. */
export const demoDefaults: Defaults = {
  databaseUrl: 'sqlite:./data/demo.db',
  defaultOrganization: demoOrganization.slug,
  logLevel: 'warn',
};
