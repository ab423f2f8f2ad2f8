import { Link } from 'react-router';
import { home } from '../../shared/home.ts';
import { MessagePage } from '../../shared/message-page.tsx';
import { buttonClasses } from '../../ui/button.tsx';

/** Shown to members who open a page for admins. */
export function ForbiddenPage() {
  return (
    <MessagePage
      title="Only admins can see this page"
      action={
        <Link to={home} className={buttonClasses()}>
          Go to Access Tokens
        </Link>
      }
    >
      Ask an admin of your organization to make the change or to make you an admin.
    </MessagePage>
  );
}
