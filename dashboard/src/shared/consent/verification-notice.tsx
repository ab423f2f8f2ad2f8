import { BadgeCheck, TriangleAlert } from 'lucide-react';
import type { AccessRequest } from '../../api/oauth/access-requests.ts';
import { classNames } from '../../ui/class-names.ts';
import { Name } from '../../ui/text/name.tsx';

/** One line below the question: who verified the app, and what to check before authorizing it. */
export function VerificationNotice({ request }: { readonly request: AccessRequest }) {
  const { client, organization } = request;
  const isKnown = client.verifiedHost !== null || client.verified;
  const check = checkText(request);
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
      {!isKnown && 'Unverified app. Anyone can use this name.'}
      {check !== null && ` ${check}`}
    </p>
  );
}

/** What to check first: someone else may have started a device request or a program on this computer. */
function checkText({ client, kind }: AccessRequest): string | null {
  if (kind === 'device') return 'Authorize it only if you started this on your own device.';
  if (client.loopback) return 'Authorize it only if you just started it on this computer.';
  return null;
}
