import { useQuery } from '@tanstack/react-query';
import { organizationQuery } from '../../api/organization/organization.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PolicyForm } from './policy-form.tsx';
import { ProvisioningSection } from './provisioning/provisioning-section.tsx';
import { SingleSignOnSection } from './single-sign-on/single-sign-on-section.tsx';

/** The organization's policy, single sign-on and provisioning. */
export function PolicyPage() {
  const organization = useQuery(organizationQuery);
  return (
    <>
      <PageHeader
        title="Policy"
        description="Rules for all members. Before you save, you can review what will stop working."
      />
      {organization.data ? (
        <>
          <PolicyForm organization={organization.data} />
          <SingleSignOnSection />
          <ProvisioningSection plan={organization.data.plan} />
        </>
      ) : organization.isPending ? (
        <SkeletonRows />
      ) : (
        <LoadError what="the policy" error={organization.error} onRetry={() => void organization.refetch()} />
      )}
    </>
  );
}
