import type { ReactNode } from 'react';
import type { DryRun } from '../../api/organization/organization-changes.ts';
import { Badge } from '../../ui/badge.tsx';
import { countOf, countText } from '../../ui/text/count-of.ts';
import { Name } from '../../ui/text/name.tsx';

/** The number of tokens listed by name; the others are only counted. */
const shown = 10;

const reasonBadges: Readonly<Record<DryRun['tokens'][number]['reason'], ReactNode>> = {
  idle: <Badge tone="danger">Revoked permanently</Badge>,
  idle_soon: <Badge tone="danger">Revoked within a day unless used</Badge>,
  pats_disabled: <Badge>Paused</Badge>,
};

/** The tokens that a policy stops, with their owners. */
export function StoppingTokens({ dryRun }: { readonly dryRun: DryRun }) {
  const { tokens, totalTokens, totalMembers, totalsAreExact } = dryRun;
  const named = tokens.slice(0, shown);
  const more = totalTokens - named.length;

  return (
    <>
      <p className="font-medium text-ink">
        {countOf(totalTokens, 'token', 'tokens', totalsAreExact)} of{' '}
        {countOf(totalMembers, 'member', 'members', totalsAreExact)} will stop working:
      </p>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {named.map(({ id, name, reason, owner }) => (
          <li key={id} className="flex items-center gap-3 px-3 py-2">
            <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              <span className="font-medium text-ink">
                <Name>{name}</Name>
              </span>{' '}
              (<Name>{owner.name}</Name>)
            </div>
            {reasonBadges[reason]}
          </li>
        ))}
        {more > 0 && <li className="px-3 py-2">and {countText(more)} more</li>}
      </ul>
    </>
  );
}
