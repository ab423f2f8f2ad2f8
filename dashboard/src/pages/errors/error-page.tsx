import { useEffect, useState } from 'react';
import { useRouteError } from 'react-router';
import { MessagePage } from '../../shared/message-page.tsx';
import { Button } from '../../ui/button.tsx';
import { MissingFileError } from '../../ui/later-file.ts';
import { mayReload } from './reload-once.ts';

/**
 * Shown in place of what failed. A file that is missing usually means that the server has a newer version: the page is
 * loaded again by itself, once.
 */
export function ErrorPage() {
  const isMissing = useRouteError() instanceof MissingFileError;
  const [isReloading] = useState(() => isMissing && navigator.onLine && mayReload());
  useEffect(() => {
    if (isReloading) window.location.reload();
  }, [isReloading]);
  if (isReloading) return null;
  return (
    <MessagePage
      title={isMissing ? 'This page could not be loaded' : 'Something went wrong'}
      action={
        <Button variant="primary" onClick={() => window.location.reload()}>
          Reload
        </Button>
      }
    >
      {wordsFor(isMissing)}
    </MessagePage>
  );
}

function wordsFor(isMissing: boolean): string {
  if (!navigator.onLine) return 'You are offline. Reload the page once you are connected.';
  return isMissing
    ? 'A part of it did not come from the server. Reload the page in a moment.'
    : 'This page met an error. Reload it to go on. If it comes back, tell your administrator what you did.';
}
