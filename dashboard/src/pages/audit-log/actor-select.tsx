import { MemberField } from '../../shared/members/member-field.tsx';
import { actorKinds } from './audit-filter.ts';

type Props = {
  readonly actorId: string | null;
  readonly actorKind: string | null;
  readonly onChange: (parts: { readonly actorId: string | null; readonly actorKind: string | null }) => void;
};

/** Who acted that is no member. */
const others = actorKinds.map(({ value, label }) => ({ id: value, label }));

/** Chooses who acted: a member, or one of those who are no members. */
export function ActorSelect({ actorId, actorKind, onChange }: Props) {
  return (
    <MemberField
      label="Performed by"
      none="Anyone"
      isOptional
      className="sm:w-52"
      others={others}
      value={actorId ?? actorKind}
      onChange={(id) => {
        const isMember = id?.startsWith('usr_');
        onChange({ actorId: isMember ? id : null, actorKind: isMember ? null : id });
      }}
    />
  );
}
