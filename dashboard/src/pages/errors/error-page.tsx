import { useEffect, useState } from 'react';
import { useRouteError } from 'react-router';
import { MessagePage } from '../../shared/message-page.tsx';
import { Button } from '../../ui/button.tsx';
import { MissingFileError } from '../../ui/lazy-file.ts';
import { mayReload } from './reload-once.ts';

/**
 * Shown in place of a page that failed. A missing file usually means that the server has a newer version, so
 * the page reloads once; offline, it reloads when the browser is online again.
 */
export function ErrorPage() {
  const isMissing = useRouteError() instanceof MissingFileError;
  const [isReloading] = useState(() => isMissing && navigator.onLine && mayReload());
  useEffect(() => {
    if (isReloading) window.location.reload();
  }, [isReloading]);
  useEffect(() => {
    if (!isMissing) return;
    const reload = () => window.location.reload();
    window.addEventListener('online', reload);
    return () => window.removeEventListener('online', reload);
  }, [isMissing]);
  if (isReloading) return null;
  return (
    <MessagePage
      title={isMissing ? 'Could not load this page' : 'Something went wrong'}
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
  if (isMissing && !navigator.onLine) return 'You are offline. It opens as soon as you are back online.';
  if (!navigator.onLine) return 'You are offline. Reload the page when you are back online.';
  return isMissing
    ? 'Part of it failed to load. Reload the page in a moment.'
    : 'Reload the page to continue. If this happens again, tell your admin what you did.';
}
