import { MemberField } from '../../../shared/members/member-field.tsx';
import { CheckboxField } from '../../../ui/form/checkbox-field.tsx';
import type { FormPart } from './text-entry.tsx';

/** Only those who can sign in and change the settings. */
const administrators = { role: 'ADMIN', state: 'active' } as const;

/** Whether single sign-on is required, and what it counts for. */
export function RequirementFields({ part: { entries, problems, change } }: { readonly part: FormPart }) {
  return (
    <>
      <CheckboxField
        label="The provider requires a second factor"
        description="Its sign-ins then count as two-factor here."
        checked={entries.trustsSecondFactor}
        onChange={(event) => change({ trustsSecondFactor: event.target.checked })}
      />
      <CheckboxField
        label="Require single sign-on"
        description="Passwords and passkeys stop working, and sessions that were opened with them end, except yours."
        checked={entries.required}
        onChange={(event) => change({ required: event.target.checked })}
      />
      {entries.required && (
        <MemberField
          label="Break-glass administrator"
          name="single-sign-on-break-glass"
          description="Can still sign in with a password if the provider fails."
          none="Choose an administrator"
          among={administrators}
          value={entries.breakGlassUserId || null}
          error={problems.breakGlassUserId}
          onChange={(userId) => change({ breakGlassUserId: userId ?? '' })}
        />
      )}
    </>
  );
}
