import { roleName } from '../../../api/organization/roles.ts';
import { SelectField } from '../../../ui/form/select-field.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';
import { mappedRoles } from './provider-entries.ts';
import { type FormPart, TextEntry } from './text-entry.tsx';

const defaultRoles = [
  { value: 'TEAM_MEMBER', label: 'Team member' },
  { value: 'CUSTOMER', label: 'Customer' },
  { value: '', label: 'No access' },
];

/** Who becomes a member, and with which role. */
export function MemberFields({ part }: { readonly part: FormPart }) {
  const { entries, problems, change } = part;
  const domainProblem = Object.entries(problems).find(([name]) => name.startsWith('domains/'))?.[1];
  return (
    <>
      <TextEntry
        part={part}
        field="domains"
        label="Email domains"
        placeholder="acme.example"
        description="Separated by commas. At their first sign-in, people need a verified email in one of them."
        error={domainProblem}
      />
      <SelectField
        label="Default role"
        name="single-sign-on-default-role"
        description="Of members to whom no value of the role claim gives a role."
        options={defaultRoles}
        value={entries.defaultRole}
        onChange={(event) => change({ defaultRole: event.target.value })}
      />
      <TextEntry
        part={part}
        field="roleClaim"
        label="Role claim"
        description="Optional: a claim such as groups, whose values give roles at each sign-in."
      />
      {entries.roleClaim.trim() !== '' &&
        mappedRoles.map((role) => (
          <TextField
            key={role}
            label={`Values for ${roleName(role)}`}
            description="Separated by commas."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={entries.values[role]}
            onChange={(event) => change({ values: { ...entries.values, [role]: event.target.value } })}
          />
        ))}
    </>
  );
}
