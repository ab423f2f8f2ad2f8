import { Download } from 'lucide-react';
import { type Progress, useDownload } from '../../api/download.ts';
import { explain } from '../../api/errors.ts';
import { type AuditFilter, exportAddress } from '../../api/organization/audit-events.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Spinner } from '../../ui/feedback/spinner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { numberLocale } from '../../ui/text/locale.ts';

const formats = [
  { format: 'csv', label: 'Export CSV' },
  { format: 'ndjson', label: 'Export NDJSON' },
] as const;

/** Exports of the shown events, oldest first. While one runs, how much has arrived, and a button to cancel it. */
export function ExportLinks({ filter }: { readonly filter: AuditFilter }) {
  const download = useDownload();
  const toast = useToast();
  const start = (address: string) =>
    download.mutate(address, {
      onError: (error) => toast(`Could not download the audit log. ${explain(error)}`, 'failed'),
    });
  if (download.isPending) return <Running progress={download.progress} onCancel={download.cancel} />;
  return formats.map(({ format, label }) => {
    const address = exportAddress(filter, format);
    return (
      <a
        key={format}
        href={address}
        download
        className={buttonClasses()}
        onClick={(event) => {
          event.preventDefault();
          start(address);
        }}
      >
        <Download aria-hidden="true" className="size-4" />
        {label}
      </a>
    );
  });
}

/** The share that is shown until the file is complete. */
const mostShown = 0.99;

type RunningProps = { readonly progress: Progress | null; readonly onCancel: () => void };

function Running({ progress, onCancel }: RunningProps) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-3">
      <span className="flex items-center gap-2 text-muted tabular-nums">
        <Spinner />
        {progress === null ? 'Exporting…' : `Exporting: ${progressText(progress)}`}
      </span>
      <Button onClick={onCancel}>Cancel export</Button>
    </div>
  );
}

function progressText({ lines, bytes, expected }: Progress): string {
  const size = new Intl.NumberFormat(numberLocale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const arrived = `${countOf(lines, 'event')}, ${size.format(bytes / 1_000_000)} MB`;
  if (expected === null || expected === 0) return arrived;
  // What is expected can be a little less than what comes.
  const share = Math.min(lines / expected, mostShown);
  return `${new Intl.NumberFormat(numberLocale, { style: 'percent' }).format(share)} · ${arrived}`;
}
