import { Link } from 'react-router';
import type { Organization } from '../../api/organization/organization.ts';
import { planHasPats, planName } from '../../api/organization/plans.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Name } from '../../ui/text/name.tsx';
import { textLinkLook } from '../../ui/text-link.ts';

/** Whether tokens work in an organization at this moment. */
export function tokensWork({ plan, policy }: Organization): boolean {
  return planHasPats(plan) && policy.patsEnabled;
}

/** Says why tokens do not work, and what does. Nothing where they do. */
export function Availability({ organization }: { readonly organization: Organization }) {
  const { name, plan } = organization;
  if (tokensWork(organization)) return null;
  if (!planHasPats(plan)) {
    return (
      <Banner tone="warning" title="Access tokens need the Pro plan">
        <Name>{name}</Name> is on the {planName(plan)}. Tokens that were made before are paused: they are
        kept, and work again once it is on Pro. You can still revoke them. <ConnectedApps /> work on every
        plan.
      </Banner>
    );
  }
  return (
    <Banner tone="warning" title="Access tokens are switched off">
      An administrator of <Name>{name}</Name> has switched them off. Tokens that were made before are paused:
      they are kept, and work again once they are switched on. You can still revoke them. <ConnectedApps /> go
      on working.
    </Banner>
  );
}

function ConnectedApps() {
  return (
    <Link to="/settings/account/connected-apps" className={textLinkLook}>
      Apps that connect over OAuth
    </Link>
  );
}
