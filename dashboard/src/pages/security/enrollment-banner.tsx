import { useMe } from '../../api/account/me.ts';
import { isEnrolled, type TwoFactor } from '../../api/account/two-factor.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Name } from '../../ui/text/name.tsx';

/**
 * Explains why a member was redirected here: their organization requires a second factor, which they must set
 * up or use in this session.
 */
export function EnrollmentBanner({ state }: { readonly state: TwoFactor }) {
  const { organization } = useMe();
  const needsPasskey = state.policy === 'phishing-resistant';
  return (
    <Banner
      tone="warning"
      title={
        <>
          <Name>{organization.name}</Name> requires {needsPasskey ? 'a passkey' : 'two-factor authentication'}
        </>
      }
    >
      {textOf(state, needsPasskey)}
    </Banner>
  );
}

function textOf(state: TwoFactor, needsPasskey: boolean): string {
  if (needsPasskey && state.passkeys === 0)
    return 'Add one below to continue. Your access tokens keep working.';
  if (needsPasskey) return 'You signed in without yours. Use it below to continue.';
  return isEnrolled(state)
    ? 'You signed in without your second factor. Use it below to continue.'
    : 'Set it up below to continue, with an authenticator app or a passkey. Your access tokens keep working.';
}
