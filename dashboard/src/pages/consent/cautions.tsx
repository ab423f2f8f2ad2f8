import { BadgeCheck } from 'lucide-react';
import type { AccessRequest } from '../../api/access-requests.ts';
import { Banner } from '../../ui/banner.tsx';
import { Name } from '../../ui/name.tsx';

/** What to know before answering: who stands behind the name, and where the answer goes or who may have sent it. */
export function Cautions({ request }: { readonly request: AccessRequest }) {
  const { client, organization, kind } = request;
  return (
    <>
      {client.verifiedHost !== null && (
        <p className="flex items-center gap-2.5 rounded-lg bg-good-soft p-3">
          <BadgeCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            Published by <bdi className="font-medium">{client.verifiedHost}</bdi>
          </span>
        </p>
      )}
      {client.verifiedHost === null && (
        <Banner tone="warning">
          <Name>{organization}</Name> does not know who makes this application; anybody can choose this name.
        </Banner>
      )}
      {client.loopback && (
        <Banner tone="warning">
          The answer goes to a program on this computer: allow it only if you have just started it yourself.
        </Banner>
      )}
      {kind === 'device' && (
        <Banner tone="warning">
          Somebody could have sent you this code. Allow it only if you started this yourself, on your device.
        </Banner>
      )}
    </>
  );
}
