import { type QueryClient, useMutation } from '@tanstack/react-query';
import { call } from '../../client.ts';
import { addressOrganizationQuery } from '../../sign-in/address-organization.ts';
import type { Organization } from '../organization.ts';
import { organizationQuery } from '../organization.ts';

export type Logo = NonNullable<Organization['logo']>;

const path = '/api/v1/organization/logo';

/** The largest picture that the server accepts, in bytes. */
export const logoLimit = 262_144;

/** Returns the address of a logo's picture. */
export function logoSource({ version }: Logo): string {
  return `${path}?version=${version}`;
}

export type NewLogo = { readonly picture: Blob; readonly background: Logo['background'] };

/** Replaces the organization's logo. */
export function useSaveLogo() {
  return useMutation({
    mutationFn: ({ picture, background }: NewLogo): Promise<Logo> =>
      call(() =>
        send(`${path}?background=${background}`, {
          method: 'PUT',
          body: picture,
          headers: { 'content-type': picture.type },
        }),
      ),
    onSuccess: (logo, _given, _result, { client }) => show(client, logo),
  });
}

/** Removes the organization's logo. Returns its picture, to take that back. */
export function useRemoveLogo() {
  return useMutation({
    mutationFn: async (logo: Logo): Promise<NewLogo> => {
      const response = await fetch(logoSource(logo));
      const picture = await response.blob();
      await call(() => send(path, { method: 'DELETE' }));
      return { picture, background: logo.background };
    },
    onSuccess: (_removed, _logo, _result, { client }) => show(client, null),
  });
}

/** Shows a logo on the page and in the frame. */
function show(client: QueryClient, logo: Logo | null): void {
  for (const { queryKey } of [organizationQuery, addressOrganizationQuery] as const)
    client.setQueryData<{ readonly logo: Logo | null }>(queryKey, (known) => known && { ...known, logo });
  void client.invalidateQueries({ queryKey: organizationQuery.queryKey });
}

/** Sends a picture as it is, which the typed client cannot. */
async function send(address: string, options: RequestInit) {
  const response = await fetch(address, { credentials: 'same-origin', ...options });
  const body = response.status === 204 ? undefined : await response.json().catch(() => null);
  return response.ok ? { data: body, response } : { error: body, response };
}
