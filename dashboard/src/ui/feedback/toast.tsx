import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { Button } from '../button.tsx';

/**
 * How long a toast is shown, in milliseconds. Hover and focus keep it; a failure stays until it is dismissed.
 */
const shownFor = 6_000;
/** The same for a toast with a button, which takes time to reach. */
const shownWithButtonFor = 12_000;

type Outcome = 'done' | 'failed';
type Action = { readonly label: string; readonly run: () => void };
/**
 * @param action adds a button. A function alone takes back what was done, with the button "Undo"; only where that is
 * really possible.
 */
type Show = (message: ReactNode, outcome?: Outcome, action?: (() => void) | Action) => void;
type Shown = {
  readonly id: number;
  readonly message: ReactNode;
  readonly outcome: Outcome;
  readonly action: Action | undefined;
};
const ToastContext = createContext<Show>(() => undefined);

/** Returns a function that shows a short message about a success or failure. Screen readers announce it. */
export function useToast(): Show {
  return use(ToastContext);
}

/** Provides toasts to the page. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const show = useCallback<Show>((message, outcome = 'done', action = undefined) => {
    const button = typeof action === 'function' ? { label: 'Undo', run: action } : action;
    const id = Date.now() + Math.random();
    setToasts((current) => [...current.slice(-2), { id, message, outcome, action: button }]);
  }, []);
  const dismiss = useCallback(
    (id: number) => setToasts((current) => current.filter((toast) => toast.id !== id)),
    [],
  );
  const list = useMemo(
    () => toasts.map(({ id, ...toast }) => <Toast key={id} {...toast} onEnd={() => dismiss(id)} />),
    [toasts, dismiss],
  );
  return (
    <ToastContext value={show}>
      {children}
      <div
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-4 z-60 grid justify-items-center gap-2 sm:left-auto sm:justify-items-end"
      >
        {list}
      </div>
    </ToastContext>
  );
}

type ToastProps = Omit<Shown, 'id'> & { readonly onEnd: () => void };

function Toast({ message, outcome, action, onEnd }: ToastProps) {
  const hasFailed = outcome === 'failed';
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld || hasFailed) return;
    const timer = setTimeout(onEnd, action ? shownWithButtonFor : shownFor);
    return () => clearTimeout(timer);
  }, [isHeld, hasFailed, action, onEnd]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: not clickable; hovering only keeps the toast visible
    <div
      className="pointer-events-auto flex max-w-md items-center gap-2.5 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-3 shadow-lg"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {hasFailed ? (
        <CircleAlert aria-hidden="true" className="size-4 shrink-0 text-danger" />
      ) : (
        <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
      )}
      <p className="min-w-0 break-words">{message}</p>
      {action && (
        <Button
          size="sm"
          onClick={() => {
            action.run();
            onEnd();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button variant="quiet" size="icon" aria-label="Dismiss" onClick={onEnd}>
        <X aria-hidden="true" className="size-4" />
      </Button>
    </div>
  );
}
