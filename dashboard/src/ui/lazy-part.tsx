import { Component, type ReactNode, Suspense, use, useState } from 'react';
import { useToast } from './feedback/toast.tsx';
import { type LazyFile, MissingFileError } from './lazy-file.ts';

type Props<File> = {
  readonly file: LazyFile<File>;
  /** Shown while the file loads. */
  readonly fallback?: ReactNode;
  /** Called after a failure was shown, to close what was about to open. */
  readonly onMissing: () => void;
  readonly children: (file: File) => ReactNode;
};

/**
 * A part of a page, such as a dialog, from a file that is loaded on demand. If that fails, shows a toast, and
 * the next attempt loads the file again.
 */
export function LazyPart<File>({ file, fallback, onMissing, children }: Props<File>) {
  const toast = useToast();
  // Once per opening, so that a failure stays the same until it is shown.
  useState(file.forgetFailure);
  const onError = () => {
    toast(failureText(), 'failed');
    onMissing();
  };
  return (
    <MissingFile onError={onError}>
      <Suspense fallback={fallback}>
        <Loaded file={file}>{children}</Loaded>
      </Suspense>
    </MissingFile>
  );
}

function Loaded<File>({ file, children }: Pick<Props<File>, 'file' | 'children'>) {
  return children(use(file.load()));
}

function failureText(): string {
  return navigator.onLine
    ? 'Could not load this part of the page. Reload the page to get the latest version.'
    : 'You are offline. Try again when you are back online.';
}

type BoundaryProps = { readonly onError: () => void; readonly children: ReactNode };
type BoundaryState = { readonly error: unknown };

/** Catches a MissingFileError. Other errors propagate to the page. */
class MissingFile extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    if (error instanceof MissingFileError) this.props.onError();
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (error instanceof MissingFileError) return null;
    throw error;
  }
}
