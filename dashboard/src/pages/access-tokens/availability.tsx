import { Link } from 'react-router';
import type { Organization } from '../../api/organization/organization.ts';
import { planHasPats, planName } from '../../api/organization/plans.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Name } from '../../ui/text/name.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';

/** Whether an organization's plan and policy allow access tokens. */
export function tokensWork({ plan, policy }: Organization): boolean {
  return planHasPats(plan) && policy.patsEnabled;
}

/** Explains why access tokens are paused. Renders nothing if they work. */
export function Availability({ organization }: { readonly organization: Organization }) {
  const { name, plan } = organization;
  if (tokensWork(organization)) return null;
  if (!planHasPats(plan)) {
    return (
      <Banner tone="warning" title="Access tokens require the Pro plan">
        <Name>{name}</Name> is on the {planName(plan)}. Existing tokens are paused and will work again on the
        Pro plan. You can still revoke them. <ConnectedApps /> work on every plan.
      </Banner>
    );
  }
  return (
    <Banner tone="warning" title="Access tokens are turned off">
      An admin of <Name>{name}</Name> turned them off. Existing tokens are paused and will work again when an
      admin turns them back on. You can still revoke them. <ConnectedApps /> keep working.
    </Banner>
  );
}

function ConnectedApps() {
  return (
    <Link to="/settings/account/connected-apps" className={textLinkClasses}>
      Apps connected over OAuth
    </Link>
  );
}
