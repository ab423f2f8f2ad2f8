import { useQuery } from '@tanstack/react-query';
import { everyMemberQuery } from '../api/organization/members.ts';
import { SelectField } from '../ui/form/select-field.tsx';
import { isolated } from '../ui/text/isolated.ts';

type Props = {
  readonly label: string;
  /** The words for "no filter": "Every member". */
  readonly all: string;
  /** A member's id; null for all. */
  readonly value: string | null;
  readonly onChange: (userId: string | null) => void;
};

/** One of the members, or all. */
export function MemberSelect({ label, all, value, onChange }: Props) {
  const members = useQuery(everyMemberQuery).data ?? [];
  // Removed meanwhile, or not loaded yet: the filter stands all the same.
  const isUnknown = value !== null && !members.some(({ id }) => id === value);
  const options = [
    { value: '', label: all },
    ...(isUnknown ? [{ value, label: 'Another member' }] : []),
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
