import { Button } from '../../ui/button.tsx';
import { MessagePage } from './message-page.tsx';

/** Shown in place of what failed: a mistake of ours, or a file of a newer version that is not there any more. */
export function ErrorPage() {
  return (
    <MessagePage
      title="Something went wrong"
      action={
        <Button variant="primary" onClick={() => window.location.reload()}>
          Reload
        </Button>
      }
    >
      {navigator.onLine
        ? 'This page met an error, or a new version of it is out. Reload it to go on.'
        : 'You are offline. Reload the page once you are connected.'}
    </MessagePage>
  );
}
