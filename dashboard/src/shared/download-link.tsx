import { Download } from 'lucide-react';
import { useDownload } from '../api/download.ts';
import { explain } from '../api/errors.ts';
import { buttonClasses } from '../ui/button.tsx';
import { Spinner } from '../ui/feedback/spinner.tsx';
import { useToast } from '../ui/feedback/toast.tsx';

type Props = {
  readonly href: string;
  /** A button's classes by default. */
  readonly className?: string;
  /** The file, as in "Could not download the audit log". */
  readonly what: string;
  readonly children: string;
};

/** A download link that shows on the page why a download failed. */
export function DownloadLink({ href, className = buttonClasses(), what, children }: Props) {
  const download = useDownload();
  const toast = useToast();
  const start = () =>
    download.mutate(href, {
      onError: (error) => toast(`Could not download ${what}. ${explain(error)}`, 'failed'),
    });
  return (
    <a
      href={href}
      download
      aria-busy={download.isPending || undefined}
      className={className}
      onClick={(event) => {
        event.preventDefault();
        if (!download.isPending) start();
      }}
    >
      {download.isPending ? <Spinner /> : <Download aria-hidden="true" className="size-4" />}
      {children}
    </a>
  );
}
