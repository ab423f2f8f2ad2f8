import { BadgeCheck, TriangleAlert } from 'lucide-react';
import type { AccessRequest } from '../../api/oauth/access-requests.ts';
import { classNames } from '../../ui/class-names.ts';
import { Name } from '../../ui/text/name.tsx';

/** Beside the name, in one line: who stands behind it, and what to make sure of before the answer is given. */
export function Caution({ request }: { readonly request: AccessRequest }) {
  const { client, organization } = request;
  const isKnown = client.verifiedHost !== null || client.verified;
  const check = checkWords(request);
  const Icon = isKnown ? BadgeCheck : TriangleAlert;
  return (
    <p className="mt-1 text-balance text-sm">
      <Icon
        aria-hidden="true"
        className={classNames('mr-1.5 inline size-4 align-text-bottom', isKnown ? 'text-good' : 'text-warn')}
      />
      {client.verifiedHost !== null && (
        <>
          Published by <bdi className="font-medium text-ink">{client.verifiedHost}</bdi>.
        </>
      )}
      {client.verifiedHost === null && client.verified && (
        <>
          Verified by <Name>{organization}</Name>.
        </>
      )}
      {!isKnown && 'Unverified: anybody can choose this name.'}
      {check !== null && ` ${check}`}
    </p>
  );
}

/** A code or a program on this computer may be somebody else's doing; an unknown maker is one already. */
function checkWords({ client, kind }: AccessRequest): string | null {
  if (kind === 'device') return 'Allow it only if you started this yourself, on your device.';
  if (client.loopback) return 'Allow it only if you just started it on this computer.';
  return null;
}
