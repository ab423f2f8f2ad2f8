import { Link } from 'react-router';
import { home } from '../../shared/home.ts';
import { MessagePage } from '../../shared/message-page.tsx';
import { buttonClasses } from '../../ui/button.tsx';

/** Shown for unknown addresses. */
export function NotFoundPage() {
  return (
    <MessagePage
      title="Page not found"
      action={
        <Link to={home} className={buttonClasses()}>
          Go to Access Tokens
        </Link>
      }
    >
      The link may be outdated or mistyped.
    </MessagePage>
  );
}
