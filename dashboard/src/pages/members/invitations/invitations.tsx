import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { type Invitation, invitationsQuery } from '../../../api/organization/invitations.ts';
import { mailStateQuery } from '../../../api/organization/mail.ts';
import { roleName } from '../../../api/organization/roles.ts';
import { LoadError } from '../../../shared/load-error.tsx';
import { Person } from '../../../shared/person.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../../ui/hooks/use-address-query.ts';
import { Pagination } from '../../../ui/table/pagination.tsx';
import { RowActions } from '../../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../../ui/table/table.tsx';
import { isolated } from '../../../ui/text/isolated.ts';
import { Name } from '../../../ui/text/name.tsx';
import { Time } from '../../../ui/text/time.tsx';
import type { InvitationDialog } from './invitation-dialogs.tsx';

type Props = { readonly onOpen: (open: InvitationDialog) => void };

/** The pending invitations. */
export function Invitations({ onOpen }: Props) {
  const { page, toPage } = useAddressQuery();
  const invitations = useQuery(invitationsQuery(page));
  const sendsMail = useQuery(mailStateQuery).data?.enabled === true;
  if (invitations.isPending) return <SkeletonRows />;
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
  if (data.length === 0) {
    return (
      <EmptyState
        icon={<UserPlus aria-hidden="true" className="size-5" />}
        title="No pending invitations"
        action={<Button onClick={() => onOpen({ kind: 'invite' })}>Invite members</Button>}
      >
        Invitations that have not been accepted, revoked or expired appear here.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-3">
      <Table
        caption="Pending invitations"
        columns={columnsOf(sendsMail, onOpen)}
        rows={data}
        keyOf={({ id }) => id}
      />
      <Pagination page={page} pageSize={pageSize} total={total} totalIsExact={totalIsExact} onPage={toPage} />
    </div>
  );
}

function columnsOf(sendsMail: boolean, onOpen: Props['onOpen']): readonly Column<Invitation>[] {
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
    { header: 'Boards', cell: ({ boards }) => <BoardKeys boards={boards} /> },
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
              label: sendsMail ? 'Resend' : 'New link',
              name: sendsMail
                ? `Resend the invitation for ${isolated(invitation.email)}`
                : `Create a new link for ${isolated(invitation.email)}`,
              onSelect: () => onOpen({ kind: 'renew-link', invitation }),
            },
            {
              label: 'Revoke',
              name: `Revoke the invitation for ${isolated(invitation.email)}`,
              tone: 'caution',
              onSelect: () => onOpen({ kind: 'revoke', invitation }),
            },
          ]}
        />
      ),
    },
  ];
}

function BoardKeys({ boards }: Pick<Invitation, 'boards'>) {
  if (boards.length === 0) return <span className="text-muted">None</span>;
  return <span className="[overflow-wrap:anywhere]">{boards.map(({ key }) => key).join(', ')}</span>;
}
