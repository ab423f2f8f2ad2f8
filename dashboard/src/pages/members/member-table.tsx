import { useNavigate } from 'react-router';
import { useMe } from '../../api/account/me.ts';
import type { Member } from '../../api/organization/members.ts';
import { roleName } from '../../api/organization/roles.ts';
import { Badge } from '../../ui/badge.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import type { OpenDialog } from './member-dialogs.tsx';

type Props = { readonly members: readonly Member[]; readonly onOpen: (open: OpenDialog) => void };

/** The members with their roles, statuses and actions. */
export function MemberTable({ members, onOpen }: Props) {
  const columns: readonly Column<Member>[] = [
    { header: 'Member', kind: 'title', cell: (member) => <MemberName member={member} /> },
    { header: 'Role', cell: ({ role }) => <span className="whitespace-nowrap">{roleName(role)}</span> },
    { header: 'Status', cell: ({ state }) => <State state={state} /> },
    { header: 'Joined', cell: ({ createdAt }) => <Time at={createdAt} className="whitespace-nowrap" /> },
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
    <div className="grid min-w-0 gap-0.5">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium [overflow-wrap:anywhere]">
          <Name>{member.name}</Name>
        </span>
        {isMe && <Badge tone="accent">You</Badge>}
      </div>
      <span className="text-muted text-sm [overflow-wrap:anywhere]">
        <Name>{member.email}</Name>
      </span>
    </div>
  );
}

function State({ state }: { readonly state: Member['state'] }) {
  return state === 'active' ? <Badge tone="good">Active</Badge> : <Badge tone="warning">Deactivated</Badge>;
}

type ActionsProps = { readonly member: Member; readonly onOpen: (open: OpenDialog) => void };

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
        ...(isMe
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
