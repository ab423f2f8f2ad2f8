import { Link } from 'react-router';
import { home } from '../../shared/home.ts';
import { MessagePage } from '../../shared/message-page.tsx';
import { buttonLook } from '../../ui/button.tsx';

/** Shown for unknown addresses. */
export function NotFoundPage() {
  return (
    <MessagePage
      title="Page not found"
      action={
        <Link to={home} className={buttonLook()}>
          Go to Access Tokens
        </Link>
      }
    >
      The link may be outdated or mistyped.
    </MessagePage>
  );
}
