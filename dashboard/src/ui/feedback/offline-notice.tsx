import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';

/** Says that the browser has no connection, for as long as it has none: at the top of the page, beside the navigation. */
export function OfflineNotice() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className="sticky top-(--bar) z-20 lg:top-0">
      {!isOnline && (
        <p className="flex items-center justify-center gap-2 border-line border-b bg-warn-soft px-4 py-2 text-warn">
          <WifiOff aria-hidden="true" className="size-4 shrink-0" />
          You are offline. What you see may be old, and changes do not reach the server.
        </p>
      )}
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
