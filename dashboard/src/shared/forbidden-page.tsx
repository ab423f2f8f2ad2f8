import { Link } from 'react-router';
import { buttonClasses } from '../ui/button.tsx';
import { home } from './home.ts';
import { MessagePage } from './message-page.tsx';

/** Shown to members who open a page for admins. */
export function ForbiddenPage() {
  return (
    <MessagePage
      title="Only admins can see this page"
      action={
        <Link to={home} className={buttonClasses()}>
          Go to Home
        </Link>
      }
    >
      Ask an admin of your organization to make the change or to make you an admin.
    </MessagePage>
  );
}
