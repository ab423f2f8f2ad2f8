import { useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';
import { organizationQuery } from './organization.ts';

type DryRunRoute = paths['/api/v1/organization/policy/dry-run']['post'];
export type PolicyChange = DryRunRoute['requestBody']['content']['application/json'];
export type DryRun = DryRunRoute['responses'][200]['content']['application/json'];
type OrganizationChange =
  paths['/api/v1/organization']['patch']['requestBody']['content']['application/json'];

/** Returns the effects of a policy change without saving it. */
export function useDryRun() {
  return useMutation({
    mutationFn: (body: PolicyChange) => call(() => api.POST('/api/v1/organization/policy/dry-run', { body })),
  });
}

/** Changes the organization's name or any part of its policy. */
export function useChangeOrganization() {
  return useMutation({
    mutationFn: (body: OrganizationChange) => call(() => api.PATCH('/api/v1/organization', { body })),
    onSuccess: (organization, _body, _result, { client }) => {
      client.setQueryData(organizationQuery.queryKey, organization);
      // The frame shows the name, and the policy affects every page.
      void client.invalidateQueries();
    },
  });
}
