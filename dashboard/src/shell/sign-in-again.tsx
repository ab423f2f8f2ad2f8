import { useQuery } from '@tanstack/react-query';
import { useMe } from '../api/account/me.ts';
import { settleRenewal } from '../api/session.ts';
import { addressOrganizationQuery } from '../api/sign-in/address-organization.ts';
import { SignInForm } from '../shared/sign-in/sign-in-form.tsx';
import { SignOnInTab } from '../shared/single-sign-on/sign-on-in-tab.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Name } from '../ui/text/name.tsx';

/**
 * Shown over a page whose session has ended. The page keeps its input, and waiting requests continue after
 * sign-in. If the dialog is closed, they fail, and the next request opens it again.
 */
export function SignInAgain() {
  const { user, organization } = useMe();
  const provider = useQuery(addressOrganizationQuery).data?.singleSignOn;
  return (
    <Dialog
      open
      onClose={() => settleRenewal(false)}
      title="Sign in again"
      description={
        <>
          Your session at <Name>{organization.name}</Name> has ended. What you entered on this page is kept.
        </>
      }
    >
      {provider && (
        <SignOnInTab name={provider.name} isPrimary={provider.required} onDone={() => settleRenewal(true)} />
      )}
      {!provider?.required && <SignInForm email={user.email} onSignedIn={() => settleRenewal(true)} />}
      <p className="text-muted text-sm">
        Not <Name>{user.name}</Name>?{' '}
        <a href="/sign-in" className="text-accent underline-offset-4 hover:underline">
          Sign in as someone else
        </a>
      </p>
    </Dialog>
  );
}
