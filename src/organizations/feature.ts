import type { Feature } from '../http/feature.ts';
import { deleteEndedHolds } from './address/queries.ts';
import { eraseDeleted } from './deletion/erase.ts';
import { logoRoutes, registerLogoUpload } from './logo/routes.ts';
import { organizationRoutes } from './routes.ts';

export const organizations: Feature = {
  routes: (services) => [...organizationRoutes(services), ...logoRoutes(services)],
  register: registerLogoUpload,
  sweeps: ({ db, now, log }) => [
    { name: 'held slugs', slice: (limit) => deleteEndedHolds(db, now(), limit) },
    {
      name: 'deleted organizations',
      run: (inSlices) => {
        const onErased = ({ id, slug }: { readonly id: string; readonly slug: string }) =>
          log.info({ organizationId: id, organization: slug }, 'Erased a deleted organization');
        return eraseDeleted({ db, now, onErased }, inSlices);
      },
    },
  ],
};
