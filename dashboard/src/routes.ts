import type { QueryClient } from '@tanstack/react-query';
import {
  Bell,
  Blocks,
  Building2,
  Cable,
  CircleUser,
  House,
  KeyRound,
  type LucideIcon,
  Mail,
  Plug,
  RectangleEllipsis,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  SquareKanban,
  Stethoscope,
  Users,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { connectedAppsQuery } from './api/account/connected-apps.ts';
import { meQuery } from './api/account/me.ts';
import { tokensQuery } from './api/account/tokens.ts';
import { organizationQuery } from './api/organization/organization.ts';
import { boardsQuery } from './api/tickets/boards.ts';
import type { ShellPath } from './shared/shell-path.ts';

/** A page by itself, without the navigation around it. Its path may have parameters: `/boards/:key`. */
type Page = {
  readonly path: string;
  readonly load: () => Promise<ComponentType>;
  /** Requests what the page shows first and who is signed in, in parallel. */
  readonly prefetch?: (client: QueryClient) => void;
  /** An application may open the page in a popup and keep a reference to it. */
  readonly popup?: true;
};
/** A page inside the shell, for signed-in members. Those under /settings/organization/ are for admins. */
export type ShellPage = Omit<Page, 'popup'> & { readonly path: ShellPath };
/** A page that the navigation and the search link to. */
export type NavigationPage = ShellPage & {
  readonly title: string;
  readonly icon: LucideIcon;
  /** Opens the page when it is pressed after G. */
  readonly key?: string;
  /** Other words by which people look for the page. */
  readonly words?: string;
};

/** Paths that redirect to another page. */
export const redirects = [{ from: '/settings', to: '/settings/account/access-tokens' }] as const;

/**
 * The pages inside the shell, in the order of the navigation, which shows those that have a title and an icon. The
 * build writes the paths of all pages to dist/pages.json, which tells the server where the dashboard has a page.
 */
export const shellPages: readonly (ShellPage | NavigationPage)[] = [
  {
    path: '/',
    title: 'Home',
    icon: House,
    key: 'h',
    load: () => import('./pages/home/home-page.tsx').then((file) => file.HomePage),
    prefetch: (client) => {
      void client.prefetchQuery(meQuery);
      void client.prefetchQuery(tokensQuery);
      void client.prefetchQuery(organizationQuery);
    },
  },
  {
    path: '/boards',
    title: 'Boards',
    icon: SquareKanban,
    key: 'b',
    words: 'tickets issues kanban tasks',
    load: () => import('./pages/boards/boards-page.tsx').then((file) => file.BoardsPage),
    prefetch: (client) => {
      void client.prefetchQuery(meQuery);
      void client.prefetchQuery(boardsQuery);
    },
  },
  {
    path: '/boards/:key',
    load: () => import('./pages/board/board-page.tsx').then((file) => file.BoardPage),
  },
  {
    path: '/tickets/:displayId',
    load: () => import('./pages/ticket/ticket-page.tsx').then((file) => file.TicketPage),
  },
  {
    path: '/connect',
    title: 'Connect',
    icon: Cable,
    key: 'c',
    words: 'mcp claude cursor vscode chatgpt codex gemini zed tools script device',
    load: () => import('./pages/connect/connect-page.tsx').then((file) => file.ConnectPage),
    prefetch: (client) => {
      void client.prefetchQuery(meQuery);
      void client.prefetchQuery(connectedAppsQuery);
      void client.prefetchQuery(organizationQuery);
    },
  },
  {
    path: '/settings/account/access-tokens',
    title: 'Access Tokens',
    icon: KeyRound,
    key: 't',
    words: 'personal access tokens pat keys api',
    load: () => import('./pages/access-tokens/access-tokens-page.tsx').then((file) => file.AccessTokensPage),
    prefetch: (client) => {
      void client.prefetchQuery(meQuery);
      void client.prefetchQuery(tokensQuery);
      void client.prefetchQuery(organizationQuery);
    },
  },
  {
    path: '/settings/account/access-tokens/:tokenId',
    load: () =>
      import('./pages/access-tokens/page/access-token-page.tsx').then((file) => file.AccessTokenPage),
  },
  {
    path: '/settings/account/connected-apps',
    title: 'Connected apps',
    icon: Plug,
    key: 'a',
    words: 'oauth tools clients',
    load: () =>
      import('./pages/connected-apps/connected-apps-page.tsx').then((file) => file.ConnectedAppsPage),
  },
  {
    path: '/settings/account/profile',
    title: 'Profile',
    icon: CircleUser,
    key: 'p',
    words: 'name email account',
    load: () => import('./pages/profile/profile-page.tsx').then((file) => file.ProfilePage),
  },
  {
    path: '/settings/account/security',
    title: 'Security',
    icon: ShieldCheck,
    key: 's',
    words: 'password second factor two-factor passkeys sessions',
    load: () => import('./pages/security/security-page.tsx').then((file) => file.SecurityPage),
  },
  {
    path: '/settings/account/notifications',
    title: 'Notifications',
    icon: Bell,
    key: 'n',
    words: 'messages e-mail',
    load: () => import('./pages/notifications/notifications-page.tsx').then((file) => file.NotificationsPage),
  },
  {
    path: '/settings/organization/general',
    title: 'General',
    icon: Building2,
    key: 'e',
    words: 'organization name logo slug address plan delete',
    load: () => import('./pages/general/general-page.tsx').then((file) => file.GeneralPage),
    prefetch: (client) => void client.prefetchQuery(organizationQuery),
  },
  {
    path: '/settings/organization/members',
    title: 'Members',
    icon: Users,
    key: 'm',
    words: 'people users invite invitations',
    load: () => import('./pages/members/members-page.tsx').then((file) => file.MembersPage),
  },
  {
    path: '/settings/organization/members/:userId',
    load: () => import('./pages/member/member-page.tsx').then((file) => file.MemberPage),
  },
  {
    path: '/settings/organization/policy',
    title: 'Policy',
    icon: SlidersHorizontal,
    key: 'y',
    words: 'rules single sign-on sso scim provisioning',
    load: () => import('./pages/policy/policy-page.tsx').then((file) => file.PolicyPage),
  },
  {
    path: '/settings/organization/tokens',
    title: 'Tokens',
    icon: RectangleEllipsis,
    key: 'o',
    words: "everyone's tokens",
    load: () =>
      import('./pages/organization-tokens/organization-tokens-page.tsx').then(
        (file) => file.OrganizationTokensPage,
      ),
  },
  {
    path: '/settings/organization/tokens/:tokenId',
    load: () =>
      import('./pages/organization-tokens/page/owned-token-page.tsx').then((file) => file.OwnedTokenPage),
  },
  {
    path: '/settings/organization/applications',
    title: 'Apps',
    icon: Blocks,
    words: 'applications oauth clients resource servers',
    load: () => import('./pages/applications/applications-page.tsx').then((file) => file.ApplicationsPage),
  },
  {
    path: '/settings/organization/connection',
    title: 'Connection doctor',
    icon: Stethoscope,
    key: 'd',
    words: 'mcp problems test',
    load: () =>
      import('./pages/connection-doctor/connection-doctor-page.tsx').then(
        (file) => file.ConnectionDoctorPage,
      ),
  },
  {
    path: '/settings/organization/messages',
    title: 'Messages',
    icon: Mail,
    words: 'e-mail outbox',
    load: () => import('./pages/messages/messages-page.tsx').then((file) => file.MessagesPage),
  },
  {
    path: '/settings/organization/audit-log',
    title: 'Audit log',
    icon: ScrollText,
    key: 'l',
    words: 'history events',
    load: () => import('./pages/audit-log/audit-log-page.tsx').then((file) => file.AuditLogPage),
  },
  {
    path: '/settings/organization/audit-log/:sequence',
    load: () => import('./pages/audit-log/event-page.tsx').then((file) => file.AuditEventPage),
  },
];

/** The pages outside the shell. */
export const otherPages: readonly Page[] = [
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
    path: '/forgot-password',
    load: () =>
      import('./pages/forgot-password/forgot-password-page.tsx').then((file) => file.ForgotPasswordPage),
  },
  {
    path: '/reset-password',
    load: () =>
      import('./pages/reset-password/reset-password-page.tsx').then((file) => file.ResetPasswordPage),
  },
  {
    path: '/confirm-email',
    load: () => import('./pages/confirm-email/confirm-email-page.tsx').then((file) => file.ConfirmEmailPage),
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

export function isNavigationPage(page: ShellPage | NavigationPage): page is NavigationPage {
  return 'title' in page;
}
