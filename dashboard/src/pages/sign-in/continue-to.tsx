import { useQuery } from '@tanstack/react-query';
import { continueToQuery } from '../../api/oauth/continue-to.ts';
import { ClientName } from '../../shared/clients/client-name.tsx';

/** Says which application or device led to the sign-in, above the organization's address. */
export function ContinueTo({ path }: { readonly path: string }) {
  const application = useQuery(continueToQuery(path)).data;
  const { host } = window.location;
  if (application) {
    return (
      <>
        to continue to <ClientName name={application.name} />
        <span className="block text-sm">{host}</span>
      </>
    );
  }
  if (path.split('?')[0] !== '/device') return host;
  return (
    <>
      to connect a device
      <span className="block text-sm">{host}</span>
    </>
  );
}
