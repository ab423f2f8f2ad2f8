import { useQuery } from '@tanstack/react-query';
import { everyApplicationQuery } from '../../api/organization/applications.ts';
import { SelectField } from '../../ui/form/select-field.tsx';
import { isolated } from '../../ui/text/isolated.ts';

type Props = {
  /** An application's id; null for all. */
  readonly value: string | null;
  readonly onChange: (applicationId: string | null) => void;
};

/** Selects one application, or all. */
export function ApplicationSelect({ value, onChange }: Props) {
  const applications = useQuery(everyApplicationQuery).data ?? [];
  // The filter applies even if its application has not loaded yet.
  const isUnknown = value !== null && !applications.some(({ id }) => id === value);
  const options = [
    { value: '', label: 'All apps' },
    ...(isUnknown ? [{ value, label: 'Selected app' }] : []),
    ...applications.map(({ id, name, verifiedHost }) => ({
      value: id,
      label: verifiedHost === null ? isolated(name) : `${isolated(name)} (${verifiedHost})`,
    })),
  ];
  return (
    <SelectField
      label="App"
      options={options}
      value={value ?? ''}
      className="sm:w-52"
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    />
  );
}
