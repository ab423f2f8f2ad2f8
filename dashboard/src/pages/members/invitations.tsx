import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Invitation, invitationsQuery } from '../../api/organization/invitations.ts';
import { roleName } from '../../api/organization/roles.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Person } from '../../shared/person.tsx';
import { Pagination } from '../../ui/table/pagination.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

type Props = {
  readonly onRevoke: (invitation: Invitation) => void;
  readonly onRenewLink: (invitation: Invitation) => void;
};

/** The pending invitations. Renders nothing if there are none. */
export function Invitations({ onRevoke, onRenewLink }: Props) {
  const [page, setPage] = useState(1);
  const invitations = useQuery(invitationsQuery(page));
  if (invitations.isPending) return null;
  if (!invitations.data) {
    return (
      <LoadError
        what="the invitations"
        error={invitations.error}
        onRetry={() => void invitations.refetch()}
      />
    );
  }
  const { data, total, totalIsExact, pageSize } = invitations.data;
  if (total === 0) return null;
  return (
    <section aria-labelledby="invitations" className="grid gap-3">
      <h2 id="invitations" className="font-semibold text-lg">
        Pending invitations
      </h2>
      <Table
        caption="Pending invitations"
        columns={columnsOf({ onRevoke, onRenewLink })}
        rows={data}
        keyOf={({ id }) => id}
      />
      <Pagination
        page={page}
        pageSize={pageSize}
        total={total}
        totalIsExact={totalIsExact}
        onPage={setPage}
      />
    </section>
  );
}

function columnsOf({ onRevoke, onRenewLink }: Props): readonly Column<Invitation>[] {
  return [
    {
      header: 'Invited',
      kind: 'title',
      cell: ({ name, email }) => (
        <div className="grid gap-0.5 md:min-w-36">
          <span className="font-medium [overflow-wrap:anywhere]">
            <Name>{name ?? email}</Name>
          </span>
          {name && (
            <span className="text-muted text-sm [overflow-wrap:anywhere]">
              <Name>{email}</Name>
            </span>
          )}
        </div>
      ),
    },
    { header: 'Role', cell: ({ role }) => <span className="whitespace-nowrap">{roleName(role)}</span> },
    { header: 'Invited by', cell: ({ invitedBy }) => <Person name={invitedBy.name} /> },
    { header: 'Expires', cell: ({ expiresAt }) => <Time at={expiresAt} className="whitespace-nowrap" /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (invitation) => (
        <RowActions
          of={`the invitation for ${isolated(invitation.email)}`}
          actions={[
            {
              label: 'New link',
              name: `Create a new link for ${isolated(invitation.email)}`,
              onSelect: () => onRenewLink(invitation),
            },
            {
              label: 'Revoke',
              name: `Revoke the invitation for ${isolated(invitation.email)}`,
              tone: 'caution',
              onSelect: () => onRevoke(invitation),
            },
          ]}
        />
      ),
    },
  ];
}
