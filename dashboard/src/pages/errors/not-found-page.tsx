import { Link } from 'react-router';
import { home } from '../../shared/home.ts';
import { MessagePage } from '../../shared/message-page.tsx';
import { buttonLook } from '../../ui/button.tsx';

/** An address that leads nowhere. */
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
      There is nothing at this address. The link may be old, or mistyped.
    </MessagePage>
  );
}
