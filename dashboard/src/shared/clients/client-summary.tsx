import { BadgeCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { ClientName } from './client-name.tsx';

type Props = {
  readonly id?: string;
  readonly name: string;
  /** The host that vouches for the name, or null. */
  readonly verifiedHost: string | null;
  /** Whether an admin verified it. */
  readonly verified: boolean;
  /** A badge next to the name. */
  readonly state?: ReactNode;
};

/** An application's name, and who verified it. */
export function ClientSummary({ id, name, verifiedHost, verified, state }: Props) {
  return (
    <div className="grid min-w-40 gap-0.5">
      <div className="flex flex-wrap items-center gap-2">
        {/* Clipped: a name with stacked accents would cover the text around it. */}
        <span id={id} className="overflow-clip font-medium">
          <ClientName name={name} />
        </span>
        {state}
      </div>
      <Verification verifiedHost={verifiedHost} verified={verified} />
    </div>
  );
}

function Verification({ verifiedHost, verified }: Pick<Props, 'verifiedHost' | 'verified'>) {
  if (verifiedHost === null && !verified) {
    return (
      <span className="text-muted text-sm" title="Anyone can use this name.">
        Unverified
      </span>
    );
  }
  return (
    <span className="flex items-center gap-1 text-good text-sm">
      <BadgeCheck aria-hidden="true" className="size-3.5 shrink-0" />
      {verifiedHost === null ? (
        <span>
          Verified<span className="sr-only"> by an admin</span>
        </span>
      ) : (
        <>
          <span className="sr-only">Published by </span>
          <bdi className="[overflow-wrap:anywhere]">{verifiedHost}</bdi>
        </>
      )}
    </span>
  );
}
