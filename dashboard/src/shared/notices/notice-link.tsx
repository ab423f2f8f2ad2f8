import { Link } from 'react-router';
import type { Notice } from '../../api/account/notices.ts';
import { textLinkClasses } from '../../ui/text-link.ts';

const tokens = { to: '/settings/account/access-tokens', label: 'Access Tokens' };
const security = { to: '/settings/account/security', label: 'Security' };
const general = { to: '/settings/organization/general', label: 'General' };
const members = { to: '/settings/organization/members', label: 'Members' };

/** The page to open for each kind of notice. */
const places: Readonly<Record<Notice['kind'], { readonly to: string; readonly label: string }>> = {
  token_leaked: tokens,
  token_created: tokens,
  token_expiring: tokens,
  connection_leaked: { to: '/settings/account/connected-apps', label: 'Connected apps' },
  session_leaked: security,
  new_sign_in: security,
  password_changed: security,
  second_factor_changed: security,
  scim_token_leaked: { to: '/settings/organization/policy', label: 'Policy' },
  invitation_leaked: members,
  admin_reset: members,
  organization_deleted: general,
};

type Props = { readonly kind: Notice['kind']; readonly onFollow?: (to: string) => void };

/** A link to the page that a notice is about. */
export function NoticeLink({ kind, onFollow }: Props) {
  const { to, label } = places[kind];
  return (
    <Link to={to} className={`${textLinkClasses} block w-fit`} onClick={() => onFollow?.(to)}>
      {label}
    </Link>
  );
}
