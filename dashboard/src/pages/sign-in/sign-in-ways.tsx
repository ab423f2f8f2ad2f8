import { useState } from 'react';
import { Link } from 'react-router';
import type { AddressOrganization } from '../../api/sign-in/address-organization.ts';
import { SignInForm } from '../../shared/sign-in/sign-in-form.tsx';
import { SingleSignOnLink } from '../../shared/single-sign-on/single-sign-on-link.tsx';
import { Button } from '../../ui/button.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';

type Props = Pick<AddressOrganization, 'singleSignOn'> & { readonly returnTo: string };

/** The identity provider's button, and the form for passwords, which is folded up if they are turned off. */
export function SignInWays({ singleSignOn, returnTo }: Props) {
  const [isUnfolded, setUnfolded] = useState(false);
  if (!singleSignOn) return <PasswordWay />;
  const { name, required } = singleSignOn;
  return (
    <>
      <SingleSignOnLink name={name} returnTo={returnTo} isPrimary={required} />
      {required && !isUnfolded ? (
        <Button variant="quiet" onClick={() => setUnfolded(true)}>
          Sign in with a password
        </Button>
      ) : (
        <>
          <p className="flex items-center gap-3 text-muted text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            {required ? 'break-glass administrator' : 'or'}
          </p>
          <PasswordWay />
        </>
      )}
    </>
  );
}

function PasswordWay() {
  return (
    <>
      <SignInForm />
      <p className="text-center">
        <Link to="/forgot-password" className={textLinkClasses}>
          Forgot password?
        </Link>
      </p>
    </>
  );
}
