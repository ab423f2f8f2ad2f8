import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { bareHost, isSlug } from '../../api/sign-in/used-organizations.ts';
import { SignInCard } from '../../shared/sign-in/sign-in-card.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { UsedOrganizations } from './used-organizations.tsx';

type Props = {
  /** The organization at this address; null on the bare domain. */
  readonly slug: string | null;
  /** Goes back to the sign-in at this address. */
  readonly onBack?: () => void;
};

/** Asks for an organization's subdomain and opens its address; lists those that were used on this device. */
export function ChooseOrganization({ slug, onBack }: Props) {
  const [parameters] = useSearchParams();
  const [subdomain, setSubdomain] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { protocol, host: ownHost } = window.location;
  const host = bareHost(ownHost, slug);
  // A return path belongs to the organization at this address.
  const query = slug === null && parameters.size > 0 ? `?${parameters}` : '';
  const addressOf = (label: string) => `${protocol}//${label}.${host}/sign-in${query}`;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const label = subdomain.trim().toLowerCase();
    if (!isSlug(label))
      return setError("Enter the first part of your organization's address, such as acme-corp.");
    window.location.assign(addressOf(label));
  };
  return (
    <SignInCard title="Find your organization" note="Each organization has its own sign-in address.">
      <UsedOrganizations bareHost={host} addressOf={addressOf} />
      <form noValidate className="grid gap-4" onSubmit={submit}>
        <TextField
          label="Organization"
          name="organization"
          autoCapitalize="none"
          autoComplete="organization"
          spellCheck={false}
          placeholder="acme-corp"
          description={`Its address is ${subdomain.trim().toLowerCase() || 'your-organization'}.${host}`}
          value={subdomain}
          error={error}
          onChange={(event) => setSubdomain(event.target.value)}
        />
        <Button type="submit" variant="primary">
          Continue
        </Button>
        {onBack && (
          <Button variant="quiet" onClick={onBack}>
            Back
          </Button>
        )}
      </form>
    </SignInCard>
  );
}
