import { useQuery } from '@tanstack/react-query';
import { everyMemberQuery } from '../api/organization/members.ts';
import { SelectField } from '../ui/form/select-field.tsx';
import { isolated } from '../ui/text/isolated.ts';

type Props = {
  readonly label: string;
  /** The label for no filter, such as "All members". */
  readonly all: string;
  /** A member's id; null for all. */
  readonly value: string | null;
  readonly onChange: (userId: string | null) => void;
};

/** Selects one member, or all. */
export function MemberSelect({ label, all, value, onChange }: Props) {
  const members = useQuery(everyMemberQuery).data ?? [];
  // The filter applies even if its member was removed or has not loaded yet.
  const isUnknown = value !== null && !members.some(({ id }) => id === value);
  const options = [
    { value: '', label: all },
    ...(isUnknown ? [{ value, label: 'Selected member' }] : []),
    ...members.map(({ id, name, email }) => ({ value: id, label: `${isolated(name)} (${isolated(email)})` })),
  ];
  return (
    <SelectField
      label={label}
      options={options}
      value={value ?? ''}
      className="sm:w-52"
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    />
  );
}
