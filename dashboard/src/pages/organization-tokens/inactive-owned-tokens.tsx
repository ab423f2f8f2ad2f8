import type { OwnedToken } from '../../api/organization/organization-tokens.ts';
import { Person } from '../../shared/person.tsx';
import { InactiveTable } from '../../shared/tokens/inactive-table.tsx';
import { ownedTokenPath } from '../../shared/tokens/paths.ts';

type Inactive = OwnedToken & { readonly inactive: NonNullable<OwnedToken['inactive']> };

/** Members' tokens that ended in the last 90 days. */
export function InactiveOwnedTokens({ tokens }: { readonly tokens: readonly OwnedToken[] }) {
  return (
    <InactiveTable
      caption="Inactive tokens of all members"
      tokens={tokens.filter(isInactive)}
      pathOf={ownedTokenPath}
      columns={[{ header: 'Owner', cell: ({ owner }) => <Person name={owner.name} email={owner.email} /> }]}
    />
  );
}

function isInactive(token: OwnedToken): token is Inactive {
  return token.inactive !== null;
}
