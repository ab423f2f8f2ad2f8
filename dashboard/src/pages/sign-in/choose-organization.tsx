import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { SignInCard } from '../../shared/sign-in/sign-in-card.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

/** One label of a host name. */
const form = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Shown on the bare domain: asks for the organization's subdomain and opens its address. */
export function ChooseOrganization() {
  const [parameters] = useSearchParams();
  const [subdomain, setSubdomain] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { protocol, host } = window.location;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const label = subdomain.trim().toLowerCase();
    if (!form.test(label))
      return setError("Enter the first part of your organization's address, such as acme-corp.");
    window.location.assign(
      `${protocol}//${label}.${host}/sign-in${parameters.size > 0 ? `?${parameters}` : ''}`,
    );
  };
  return (
    <SignInCard title="Find your organization" note="Each organization has its own sign-in address.">
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
      </form>
    </SignInCard>
  );
}
