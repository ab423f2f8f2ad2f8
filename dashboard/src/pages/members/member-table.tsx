import { Link, useNavigate } from 'react-router';
import { useMe } from '../../api/account/me.ts';
import type { Member } from '../../api/organization/members.ts';
import { roleName } from '../../api/organization/roles.ts';
import type { MemberDialog } from '../../shared/members/member-dialogs.tsx';
import { LastSeen, MemberState, SecondFactors } from '../../shared/members/member-facts.tsx';
import { memberPath } from '../../shared/members/member-path.ts';
import { Badge } from '../../ui/badge.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly members: readonly Member[]; readonly onOpen: (open: MemberDialog) => void };

/** The members with their roles, statuses and actions. */
export function MemberTable({ members, onOpen }: Props) {
  const columns: readonly Column<Member>[] = [
    { header: 'Member', kind: 'title', cell: (member) => <MemberName member={member} /> },
    { header: 'Role', cell: ({ role }) => <span className="whitespace-nowrap">{roleName(role)}</span> },
    { header: 'Status', cell: ({ state }) => <MemberState state={state} /> },
    { header: 'Two-factor', cell: ({ secondFactors }) => <SecondFactors secondFactors={secondFactors} /> },
    { header: 'Last seen', cell: ({ lastSeenAt }) => <LastSeen lastSeenAt={lastSeenAt} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (member) => <MemberActions member={member} onOpen={onOpen} />,
    },
  ];
  return <Table caption="Members" columns={columns} rows={members} keyOf={({ id }) => id} />;
}

function MemberName({ member }: { readonly member: Member }) {
  const isMe = useMe().user.id === member.id;
  return (
    <div className="grid min-w-0 gap-0.5 md:min-w-36">
      <div className="flex flex-wrap items-center gap-2">
        <Link
          to={memberPath(member.id)}
          className="rounded font-medium underline-offset-4 [overflow-wrap:anywhere] hover:underline"
        >
          <Name>{member.name}</Name>
        </Link>
        {isMe && <Badge tone="accent">You</Badge>}
      </div>
      <span className="text-muted text-sm [overflow-wrap:anywhere]">
        <Name>{member.email}</Name>
      </span>
    </div>
  );
}

type ActionsProps = { readonly member: Member; readonly onOpen: (open: MemberDialog) => void };

function MemberActions({ member, onOpen }: ActionsProps) {
  const navigate = useNavigate();
  const tokens = `/settings/organization/tokens?${new URLSearchParams({ userId: member.id })}`;
  const isActive = member.state === 'active';
  const isMe = useMe().user.id === member.id;
  return (
    <RowActions
      of={isolated(member.name)}
      menu="always"
      actions={[
        { label: 'Change role', onSelect: () => onOpen({ kind: 'role', member }) },
        { label: 'View tokens', onSelect: () => void navigate(tokens) },
        { label: 'View sessions', onSelect: () => onOpen({ kind: 'sessions', member }) },
        ...(isMe || !isActive
          ? []
          : [{ label: 'Reset password', onSelect: () => onOpen({ kind: 'reset-password', member }) }]),
        ...(isMe || member.secondFactors.length === 0
          ? []
          : [{ label: 'Reset two-factor', onSelect: () => onOpen({ kind: 'reset-factor', member }) }]),
        {
          label: isActive ? 'Deactivate' : 'Reactivate',
          apart: true,
          onSelect: () => onOpen({ kind: isActive ? 'deactivate' : 'reactivate', member }),
        },
        { label: 'Remove', tone: 'caution', onSelect: () => onOpen({ kind: 'remove', member }) },
      ]}
    />
  );
}
