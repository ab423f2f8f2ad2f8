import { useMe } from '../../../api/account/me.ts';
import { allScopes } from '../../../shared/scopes/scope-words.ts';
import { RadioGroup } from '../../../ui/form/radio-group.tsx';
import { choose, type Permissions } from './permissions.ts';
import { ScopesField } from './scopes-field.tsx';

type Props = {
  readonly value: Permissions;
  readonly error?: string | null | undefined;
  readonly onChange: (permissions: Permissions) => void;
};

/** Selects what a token can do: a ready-made choice, or single scopes. It can never do more than its member. */
export function PermissionsField({ value, error, onChange }: Props) {
  const { role } = useMe();
  return (
    <div className="grid gap-3">
      <RadioGroup
        legend="Permissions"
        value={value.choice}
        options={[
          {
            value: 'read',
            label: 'Read only',
            description: 'Read your profile, boards, tickets and comments.',
          },
          {
            value: 'write',
            label: 'Read and write',
            description:
              role === 'CUSTOMER' ? 'Also write comments.' : 'Also change tickets and write comments.',
          },
          {
            value: 'full',
            label: 'Full access',
            description:
              role === 'ADMIN'
                ? 'Everything you can do, such as managing members, the policy and all tokens.'
                : 'Everything you can do, such as managing your tokens.',
          },
          { value: 'custom', label: 'Custom', description: 'Only the scopes that you select.' },
        ]}
        onChange={(choice) => onChange(choose(choice, value))}
      />
      {value.choice === 'custom' && (
        <ScopesField
          legend="Scopes"
          offered={allScopes.filter((scope) => role === 'ADMIN' || scope !== 'organization:write')}
          value={value.scopes}
          error={error}
          onChange={(scopes) => onChange({ choice: 'custom', scopes })}
        />
      )}
    </div>
  );
}
