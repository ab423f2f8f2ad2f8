import { Link } from 'react-router';
import { buttonClasses } from '../ui/button.tsx';
import { home } from './home.ts';
import { MessagePage } from './message-page.tsx';

/** Shown for unknown addresses, and for addresses of something that does not exist or is not visible to the member. */
export function NotFoundPage() {
  return (
    <MessagePage
      title="Page not found"
      action={
        <Link to={home} className={buttonClasses()}>
          Go to Home
        </Link>
      }
    >
      The link may be outdated or mistyped.
    </MessagePage>
  );
}
