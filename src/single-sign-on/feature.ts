import type { SlotLimits } from '../contract/limits/slots.ts';
import type { Feature } from '../http/feature.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import { Providers } from './provider/providers.ts';
import { settingsRoutes } from './settings/routes.ts';
import { deleteIdentities } from './sign-in/queries.ts';
import { singleSignOnRoutes } from './sign-in/routes.ts';

/** Sign-ins that may wait for identity providers at the same time. */
const waitingForProviders: SlotLimits = {
  running: { all: 256, parts: { organization: 32 } },
  waiting: null,
  turns: [],
};

export const singleSignOn: Feature = {
  routes: (services) => {
    const providers = new Providers(services.now);
    const slots = services.limits.slots('single sign-on', waitingForProviders);
    return [...settingsRoutes(services, providers), ...singleSignOnRoutes(services, providers, slots)];
  },
  sweeps: ({ db, now }) => [
    {
      name: 'single sign-on requests',
      slice: (limit) => deleteExpired(db, 'single_sign_on_requests', now(), limit),
    },
  ],
  memberRemoved: async (trx, organizationId, userId) => {
    await deleteIdentities(trx, organizationId, userId);
    return {};
  },
};
