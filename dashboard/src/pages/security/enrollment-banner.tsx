import { useMe } from '../../api/account/me.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Name } from '../../ui/text/name.tsx';

/**
 * Explains why a member was redirected here: their organization requires a second factor, which they must set
 * up or verify in this session.
 */
export function EnrollmentBanner({ isEnrolled }: { readonly isEnrolled: boolean }) {
  const { organization } = useMe();
  return (
    <Banner
      tone="warning"
      title={
        <>
          <Name>{organization.name}</Name> requires two-factor authentication
        </>
      }
    >
      {isEnrolled
        ? 'You signed in without a two-factor code. Enter one below to continue.'
        : 'Set it up below to continue. You need an authenticator app. Your access tokens keep working.'}
    </Banner>
  );
}
