import type { QueryClient } from '@tanstack/react-query';
import {
  Blocks,
  KeyRound,
  KeySquare,
  type LucideIcon,
  Plug,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Stethoscope,
  Users,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { meQuery } from './api/account/me.ts';
import { tokensQuery } from './api/account/tokens.ts';
import { organizationQuery } from './api/organization/organization.ts';

/** A page by itself, without the navigation around it. */
type Page = {
  readonly path: string;
  readonly load: () => Promise<ComponentType>;
  /** Requests what the page shows first and who is signed in, in parallel. */
  readonly prefetch?: (client: QueryClient) => void;
  /** An application may open the page in a popup and keep a reference to it. */
  readonly popup?: true;
};
/** A page under Settings. The second part of its path is its group; pages of the organization are for admins. */
export type SettingsPage = Omit<Page, 'popup'> & {
  readonly path: `/settings/${'account' | 'organization'}/${string}`;
  readonly title: string;
  readonly icon: LucideIcon;
};
export type Route = Page | SettingsPage;

/** Paths that redirect to the page a member starts on. */
export const redirects: readonly string[] = ['/', '/settings'];

/**
 * Every page. The build writes the paths to dist/pages.json, which tells the server where the dashboard has a page.
 * Those under Settings are in the order of the navigation.
 */
export const routes: readonly Route[] = [
  {
    path: '/settings/account/access-tokens',
    title: 'Access Tokens',
    icon: KeyRound,
    load: () => import('./pages/access-tokens/access-tokens-page.tsx').then((file) => file.AccessTokensPage),
    prefetch: (client) => {
      void client.prefetchQuery(meQuery);
      void client.prefetchQuery(tokensQuery);
      void client.prefetchQuery(organizationQuery);
    },
  },
  {
    path: '/settings/account/connected-apps',
    title: 'Connected apps',
    icon: Plug,
    load: () =>
      import('./pages/connected-apps/connected-apps-page.tsx').then((file) => file.ConnectedAppsPage),
  },
  {
    path: '/settings/account/security',
    title: 'Security',
    icon: ShieldCheck,
    load: () => import('./pages/security/security-page.tsx').then((file) => file.SecurityPage),
  },
  {
    path: '/settings/organization/members',
    title: 'Members',
    icon: Users,
    load: () => import('./pages/members/members-page.tsx').then((file) => file.MembersPage),
  },
  {
    path: '/settings/organization/policy',
    title: 'Policy',
    icon: SlidersHorizontal,
    load: () => import('./pages/policy/policy-page.tsx').then((file) => file.PolicyPage),
  },
  {
    path: '/settings/organization/tokens',
    title: 'Tokens',
    icon: KeySquare,
    load: () =>
      import('./pages/organization-tokens/organization-tokens-page.tsx').then(
        (file) => file.OrganizationTokensPage,
      ),
  },
  {
    path: '/settings/organization/applications',
    title: 'Apps',
    icon: Blocks,
    load: () => import('./pages/applications/applications-page.tsx').then((file) => file.ApplicationsPage),
  },
  {
    path: '/settings/organization/connection',
    title: 'Connection doctor',
    icon: Stethoscope,
    load: () =>
      import('./pages/connection-doctor/connection-doctor-page.tsx').then(
        (file) => file.ConnectionDoctorPage,
      ),
  },
  {
    path: '/settings/organization/audit-log',
    title: 'Audit log',
    icon: ScrollText,
    load: () => import('./pages/audit-log/audit-log-page.tsx').then((file) => file.AuditLogPage),
  },
  {
    path: '/sign-in',
    popup: true,
    load: () => import('./pages/sign-in/sign-in-page.tsx').then((file) => file.SignInPage),
  },
  {
    path: '/invitation',
    load: () => import('./pages/invitation/invitation-page.tsx').then((file) => file.InvitationPage),
  },
  {
    path: '/consent',
    popup: true,
    load: () => import('./pages/consent/consent-page.tsx').then((file) => file.ConsentPage),
  },
  {
    path: '/device',
    popup: true,
    load: () => import('./pages/device/device-page.tsx').then((file) => file.DevicePage),
  },
  {
    path: '/docs',
    load: () => import('./pages/api-reference/api-reference-page.tsx').then((file) => file.ApiReferencePage),
  },
];

export function isSettingsPage(route: Route): route is SettingsPage {
  return 'title' in route;
}
