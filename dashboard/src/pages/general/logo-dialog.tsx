import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { explain } from '../../api/errors.ts';
import { type Logo, useSaveLogo } from '../../api/organization/general/logo.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { type Crop, logoSize, moved, wholePicture } from './crop.ts';
import { draw, fileOf, PictureError } from './picture.ts';

type Props = { readonly picture: ImageBitmap; readonly onClose: () => void };
type Background = Logo['background'];

const boxes: Readonly<Record<Background, string>> = {
  none: 'bg-canvas',
  light: 'bg-white',
  dark: 'bg-neutral-900',
};

/** Crops a picture, shows how it looks, and uploads it. */
export function LogoDialog({ picture, onClose }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [crop, setCrop] = useState<Crop>({
    ...wholePicture,
    mode: picture.width === picture.height ? 'square' : 'whole',
  });
  const [background, setBackground] = useState<Background>('none');
  const [problem, setProblem] = useState<string | null>(null);
  const save = useSaveLogo();
  const toast = useToast();

  const upload = async () => {
    if (!canvas.current) return;
    setProblem(null);
    try {
      await save.mutateAsync({ picture: await fileOf(canvas.current), background });
      toast('Logo saved.');
      onClose();
    } catch (error) {
      setProblem(error instanceof PictureError ? error.message : explain(error));
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Logo"
      description="This is how it will look, large and in the navigation."
    >
      {problem !== null && <Banner tone="danger">{problem}</Banner>}
      <div className="flex items-end gap-4">
        <Preview canvas={canvas} picture={picture} crop={crop} background={background} onCrop={setCrop} />
        <SmallPreview picture={picture} crop={crop} background={background} />
      </div>
      <RadioGroup
        legend="Part"
        value={crop.mode}
        options={[
          { value: 'whole', label: 'The whole picture' },
          { value: 'square', label: 'A square part' },
        ]}
        onChange={(mode) => setCrop({ ...crop, mode })}
      />
      {crop.mode === 'square' && <Zoom zoom={crop.zoom} onZoom={(zoom) => setCrop({ ...crop, zoom })} />}
      <RadioGroup
        legend="Background"
        value={background}
        options={[
          { value: 'none', label: 'None: the page’s own, light or dark' },
          { value: 'light', label: 'Always light' },
          { value: 'dark', label: 'Always dark' },
        ]}
        onChange={setBackground}
      />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" pending={save.isPending} onClick={() => void upload()}>
          Save logo
        </Button>
      </DialogActions>
    </Dialog>
  );
}

type PreviewProps = {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly picture: ImageBitmap;
  readonly crop: Crop;
  readonly background: Background;
  readonly onCrop: (crop: Crop) => void;
};

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-0.05, 0],
  ArrowRight: [0.05, 0],
  ArrowUp: [0, -0.05],
  ArrowDown: [0, 0.05],
};

/** The logo, whose square part is moved by dragging or with the arrow keys. */
function Preview({ canvas, picture, crop, background, onCrop }: PreviewProps) {
  const id = useId();
  const canMove = crop.mode === 'square';
  useEffect(() => {
    if (canvas.current) draw(canvas.current, picture, crop);
  }, [canvas, picture, crop]);
  const onDrag = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!canMove || event.buttons === 0) return;
    const { width, height } = event.currentTarget.getBoundingClientRect();
    onCrop(moved(crop, picture, -event.movementX / width, -event.movementY / height));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = arrows[event.key];
    if (!canMove || !by) return;
    event.preventDefault();
    onCrop(moved(crop, picture, ...by));
  };
  return (
    <div className="grid gap-1.5">
      <canvas
        ref={canvas}
        width={logoSize}
        height={logoSize}
        role="img"
        aria-label="Preview of the logo"
        aria-describedby={canMove ? id : undefined}
        tabIndex={canMove ? 0 : undefined}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onDrag}
        onKeyDown={onKeyDown}
        className={classNames(
          'size-40 rounded-lg border border-line',
          boxes[background],
          canMove && 'cursor-move touch-none',
        )}
      />
      {canMove && (
        <p id={id} className="text-muted text-sm">
          Drag it, or use the arrow keys.
        </p>
      )}
    </div>
  );
}

function SmallPreview({ picture, crop, background }: Pick<PreviewProps, 'picture' | 'crop' | 'background'>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, picture, crop);
  }, [picture, crop]);
  return (
    <canvas
      ref={canvas}
      width={logoSize}
      height={logoSize}
      role="img"
      aria-label="Small preview of the logo"
      className={classNames('size-6 rounded', background === 'none' ? '' : boxes[background])}
    />
  );
}

type ZoomProps = { readonly zoom: number; readonly onZoom: (zoom: number) => void };

function Zoom({ zoom, onZoom }: ZoomProps) {
  const id = useId();
  return (
    <div className="grid max-w-xs gap-1.5">
      <label htmlFor={id} className="w-fit font-medium">
        Zoom
      </label>
      <input
        id={id}
        type="range"
        min={1}
        max={4}
        step={0.05}
        value={zoom}
        className="w-full accent-accent"
        onChange={(event) => onZoom(event.target.valueAsNumber)}
      />
    </div>
  );
}
