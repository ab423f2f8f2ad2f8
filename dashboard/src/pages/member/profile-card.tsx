import type { ReactNode } from 'react';
import { useMe } from '../../api/account/me.ts';
import type { Member } from '../../api/organization/members.ts';
import { roleName } from '../../api/organization/roles.ts';
import type { MemberDialog } from '../../shared/members/member-dialogs.tsx';
import { LastSeen, MemberState, SecondFactors } from '../../shared/members/member-facts.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

type Props = { readonly member: Member; readonly onOpen: (kind: MemberDialog['kind']) => void };

/** What is known of a member, with what an administrator can change. */
export function ProfileCard({ member, onOpen }: Props) {
  const isMe = useMe().user.id === member.id;
  const isActive = member.state === 'active';
  const canResetFactor = !isMe && member.secondFactors.length > 0;
  return (
    <dl className="divide-y divide-line rounded-lg border border-line bg-surface">
      <Fact label="Name" action={<Change what="name" member={member} onClick={() => onOpen('name')} />}>
        <Name>{member.name}</Name>
      </Fact>
      <Fact
        label="Email"
        action={
          !isMe &&
          isActive && (
            <Button size="sm" onClick={() => onOpen('reset-password')}>
              Reset password
            </Button>
          )
        }
      >
        <Name>{member.email}</Name>
      </Fact>
      <Fact label="Role" action={<Change what="role" member={member} onClick={() => onOpen('role')} />}>
        {roleName(member.role)}
      </Fact>
      <Fact label="Status">
        <MemberState state={member.state} />
      </Fact>
      <Fact
        label="Two-factor"
        action={
          canResetFactor && (
            <Button size="sm" variant="caution" onClick={() => onOpen('reset-factor')}>
              Reset two-factor
            </Button>
          )
        }
      >
        <SecondFactors secondFactors={member.secondFactors} />
      </Fact>
      <Fact label="Last seen">
        <LastSeen lastSeenAt={member.lastSeenAt} />
      </Fact>
      <Fact label="Joined">
        <Time at={member.createdAt} />
      </Fact>
      <Fact label="ID" action={<CopyButton text={member.id} label="Copy the ID" iconOnly />}>
        <code className="font-mono text-sm">{member.id}</code>
      </Fact>
    </dl>
  );
}

type FactProps = { readonly label: string; readonly children: ReactNode; readonly action?: ReactNode };

function Fact({ label, children, action }: FactProps) {
  return (
    <div className="grid min-h-12 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-1.5 sm:grid-cols-[9rem_minmax(0,1fr)_auto]">
      <dt className="text-muted max-sm:pt-1 max-sm:text-sm">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere] max-sm:col-start-1 max-sm:pb-1">{children}</dd>
      {action && <dd className="max-sm:col-start-2 max-sm:row-span-2 max-sm:row-start-1">{action}</dd>}
    </div>
  );
}

type ChangeProps = { readonly what: string; readonly member: Member; readonly onClick: () => void };

function Change({ what, member, onClick }: ChangeProps) {
  return (
    <Button size="sm" aria-label={`Change the ${what} of ${isolated(member.name)}`} onClick={onClick}>
      Change
    </Button>
  );
}
