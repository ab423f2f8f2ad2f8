import { useMe } from '../../api/account/me.ts';
import type { Scope } from '../../api/account/tokens.ts';
import { CheckboxField } from '../../ui/form/checkbox-field.tsx';
import { FieldError } from '../../ui/form/field.tsx';
import { RadioGroup } from '../../ui/form/radio-group.tsx';

const descriptions: Readonly<Record<Scope, string>> = {
  'profile:read': 'Read your name, email and role.',
  'tickets:read': 'Read boards, tickets and comments.',
  'tickets:write': 'Create and edit tickets and write comments. Add tickets:read to read them.',
  'tokens:write': 'List, create, rotate and revoke your access tokens.',
  'organization:write': "Manage members, the policy and all members' tokens.",
};
const scopes = Object.keys(descriptions) as readonly Scope[];

type Props = {
  /** Null means full access. */
  readonly value: readonly Scope[] | null;
  readonly error?: string | null | undefined;
  readonly onChange: (scopes: readonly Scope[] | null) => void;
};

/** Selects full access or single scopes. A token can never do more than its member. */
export function PermissionsField({ value, error, onChange }: Props) {
  const isAdmin = useMe().role === 'ADMIN';
  const offered = scopes.filter((scope) => isAdmin || scope !== 'organization:write');
  return (
    <div className="grid gap-3">
      <RadioGroup
        legend="Permissions"
        value={value === null ? 'full' : 'chosen'}
        options={[
          { value: 'full', label: 'Full access', description: 'Everything you can do.' },
          {
            value: 'chosen',
            label: 'Selected scopes',
            description: 'Only what you select, and never more than you can do.',
          },
        ]}
        onChange={(choice) => onChange(choice === 'full' ? null : [])}
      />
      {value !== null && (
        <fieldset className="ml-6.5 grid gap-2.5 rounded-lg border border-line p-3">
          <legend className="sr-only">Scopes</legend>
          {offered.map((scope) => (
            <CheckboxField
              key={scope}
              label={<span className="font-mono font-normal">{scope}</span>}
              description={descriptions[scope]}
              checked={value.includes(scope)}
              onChange={(event) =>
                onChange(event.target.checked ? [...value, scope] : value.filter((other) => other !== scope))
              }
            />
          ))}
          {error && <FieldError id="scopes-error">{error}</FieldError>}
        </fieldset>
      )}
    </div>
  );
}
