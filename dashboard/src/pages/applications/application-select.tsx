import { useQuery } from '@tanstack/react-query';
import { everyApplicationQuery } from '../../api/organization/applications.ts';
import { SelectField } from '../../ui/form/select-field.tsx';
import { isolated } from '../../ui/text/isolated.ts';

type Props = {
  /** An application's id; null for all. */
  readonly value: string | null;
  readonly onChange: (applicationId: string | null) => void;
};

/** One of the applications, or all. */
export function ApplicationSelect({ value, onChange }: Props) {
  const applications = useQuery(everyApplicationQuery).data ?? [];
  // Not loaded yet: the filter stands all the same.
  const isUnknown = value !== null && !applications.some(({ id }) => id === value);
  const options = [
    { value: '', label: 'Every application' },
    ...(isUnknown ? [{ value, label: 'Another application' }] : []),
    ...applications.map(({ id, name, verifiedHost }) => ({
      value: id,
      label: verifiedHost === null ? isolated(name) : `${isolated(name)} (${verifiedHost})`,
    })),
  ];
  return (
    <SelectField
      label="Application"
      options={options}
      value={value ?? ''}
      className="sm:w-52"
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    />
  );
}
