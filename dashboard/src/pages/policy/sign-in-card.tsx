import { Card } from '../../ui/card.tsx';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { NumberField } from './number-field.tsx';
import type { Entries } from './policy-entries.ts';

const twoFactorOptions = [
  { value: 'off', label: 'Optional', description: 'Each member decides.' },
  {
    value: 'required',
    label: 'Require two-factor authentication',
    description: 'Members without it must set it up before they can continue.',
  },
  {
    value: 'phishing-resistant',
    label: 'Require a passkey',
    description: 'Codes of an authenticator app can be phished and are not enough.',
  },
] as const;

type Props = {
  readonly entries: Entries;
  readonly errors: Readonly<Record<string, string | undefined>>;
  readonly onEdit: (part: Partial<Entries>) => void;
};

/** The policy for sign-ins: the second factor, and how long sessions last. */
export function SignInCard({ entries, errors, onEdit }: Props) {
  return (
    <Card title="Sign-in" description="Applies to sessions in the browser, not to tokens.">
      <RadioGroup
        legend="Two-factor authentication"
        value={entries.twoFactor}
        options={twoFactorOptions}
        onChange={(twoFactor) => onEdit({ twoFactor })}
      />
      <NumberField
        label="Sign out unused sessions after (hours)"
        description="Counted from the last use."
        value={entries.sessionIdleHours}
        error={errors.sessionIdleHours}
        onChange={(sessionIdleHours) => onEdit({ sessionIdleHours })}
      />
      <NumberField
        label="Sign out all sessions after (hours)"
        description="Counted from the sign-in, however often a session is used."
        value={entries.sessionLifetimeHours}
        error={errors.sessionLifetimeHours}
        onChange={(sessionLifetimeHours) => onEdit({ sessionLifetimeHours })}
      />
    </Card>
  );
}
