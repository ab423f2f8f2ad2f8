import { Link } from 'react-router';
import { home } from '../../shared/home.ts';
import { MessagePage } from '../../shared/message-page.tsx';
import { buttonLook } from '../../ui/button.tsx';

/** A page for administrators, seen by another member. */
export function ForbiddenPage() {
  return (
    <MessagePage
      title="Only administrators see this page"
      action={
        <Link to={home} className={buttonLook()}>
          Go to Access Tokens
        </Link>
      }
    >
      Ask an administrator of your organization to make the change, or to give you their role.
    </MessagePage>
  );
}
