import { Link } from 'react-router';
import type { InactiveToken } from '../../api/account/inactive-tokens.ts';
import { Name } from '../../ui/text/name.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';

type Inactive = InactiveToken['inactive'];

const reasons: Readonly<Record<Inactive['reason'], string>> = {
  expired: 'Expired',
  revoked: 'Revoked',
  replaced: 'Replaced by a rotation',
  leaked: 'Reported as leaked',
  idle: 'Unused for longer than the policy allows',
  offboarded: 'Access ended by the identity provider',
  member_removed: 'Member removed',
};

type ReasonProps = { readonly inactive: Inactive; readonly pathOf: (tokenId: string) => string };

/** Why a token ended, with a link to the one that replaced it. */
export function EndReason({ inactive: { reason, successorId }, pathOf }: ReasonProps) {
  return (
    <>
      {reasons[reason]}
      {successorId && (
        <>
          {' '}
          <Link to={pathOf(successorId)} className={textLinkClasses}>
            New token
          </Link>
        </>
      )}
    </>
  );
}

const actors = {
  operator: 'Operator',
  system: 'Spedy',
  scim: 'Identity provider',
  anonymous: 'A leak report',
} as const;

/** Who ended a token. Nobody ends one that expires. */
export function EndedBy({ by }: Pick<Inactive, 'by'>) {
  if (by === null) return <span className="text-muted">–</span>;
  if (by.kind !== 'member') return actors[by.kind];
  return <Name>{by.name ?? 'A former member'}</Name>;
}
