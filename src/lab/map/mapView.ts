import { element } from '../elements.js';
import { Latest } from '../latest.js';
import { ChosenList, pictureOf } from './chosenList.js';
import { type Palette, paletteOf } from './drawPoints.js';
import { type Dragging, MapCanvas } from './mapCanvas.js';
import { type Coloring, decode16, type Look, type MapAnswer, type MapData, type MapQuestion } from './mapData.js';
import { imageToward, neighborsOf } from './mapGeometry.js';
import { type MapKey, readMapKey } from './mapKeys.js';
import { MapLegend } from './mapLegend.js';
import { themeBackground } from './themeBackground.js';

/** Images that N selects, around the one that has the focus. */
const NEIGHBORS = 10;
const HELP =
  'Mouse: a line drawn around images selects them, with shift they are added; ctrl and the wheel zoom. ' +
  'Keys: arrows go from image to image, space selects it, N its neighbors too, Escape nothing; plus and minus zoom, 0 shows all, shift with arrows moves.';

/** A map on the page: points, what their colors mean, and what is selected. */
export class MapView {
  readonly node: HTMLElement;
  private readonly places: Uint16Array;
  private readonly selected: Uint8Array;
  private readonly looks = new Map<number, Look>();
  private focused: number | undefined;
  /** Whether somebody selected on this page. */
  private isTouched = false;
  private coloring: Coloring;
  private entries: Uint16Array;
  private palette: Palette = paletteOf([], 0xffffffff);
  private readonly canvas: MapCanvas;
  private readonly legend: MapLegend;
  private readonly chosen = new ChosenList();
  private readonly card = element('div', { class: 'thaw-map-card', hidden: true, 'aria-hidden': 'true' });
  private readonly counts = element('span', { class: 'thaw-map-counts', role: 'status' });
  private readonly failure = element('span', { class: 'thaw-map-failure', role: 'alert' });
  private readonly help = element('p', { class: 'thaw-map-help' }, HELP);
  private readonly spoken = element('div', { class: 'thaw-map-spoken', 'aria-live': 'polite' });
  private readonly hovered: Latest<number[], MapAnswer>;
  private readonly listed: Latest<number[], MapAnswer>;
  private readonly noted: Latest<number[], MapAnswer>;

  constructor(
    private readonly data: MapData,
    private readonly ask: (question: MapQuestion) => Promise<MapAnswer>,
  ) {
    const { id, numImages, colorings } = data;
    this.places = decode16(data.places);
    this.selected = new Uint8Array(numImages);
    this.coloring = colorings[0]!;
    this.entries = decode16(this.coloring.entries);
    const failed = (reason: string): void => {
      this.failure.textContent = reason;
    };
    const look = (images: number[]): Promise<MapAnswer> => ask({ ask: 'map', id, want: 'look', images });
    this.hovered = new Latest(look, (answer) => this.learn(answer), failed);
    this.listed = new Latest(look, (answer) => this.learn(answer), failed);
    this.noted = new Latest(
      (images) => ask({ ask: 'map', id, want: 'select', images }),
      () => failed(''),
      failed,
    );
    this.canvas = new MapCanvas(this.places, {
      point: (image) => this.point(image),
      pick: (image, isAdded) => this.pick(image, isAdded),
      enclose: (images, isAdded) => this.select(images, isAdded),
    });
    this.legend = new MapLegend((entry, isAdded) => this.chooseEntry(entry, isAdded));
    this.setUpStage();
    this.node = element(
      'div',
      { class: 'thaw-map', role: 'group', 'aria-label': `Map of ${numImages.toLocaleString('en')} images` },
      this.head(),
      element('div', { class: 'thaw-map-body' }, this.canvas.node, this.legend.node),
      this.help,
      this.chosen.node,
      this.spoken,
    );
    // JupyterLab says its theme there.
    new MutationObserver(() => this.show()).observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
  }

  /** Takes over what is selected already. */
  async start(): Promise<void> {
    this.show();
    const known = new Latest<null, MapAnswer>(
      () => this.ask({ ask: 'map', id: this.data.id, want: 'selection' }),
      // What was selected while the kernel was at work is newer.
      ({ selected }) => {
        if (!this.isTouched) this.mark(selected ?? [], false);
      },
      (reason) => {
        this.failure.textContent = reason;
      },
    );
    await known.want(null);
  }

  private setUpStage(): void {
    const { node } = this.canvas;
    this.help.id = `thaw-map-help-${this.data.id}`;
    node.setAttribute('tabindex', '0');
    // The keys are the map's own: a reader of the screen would take arrows for itself.
    node.setAttribute('role', 'application');
    node.setAttribute('aria-label', 'Images as points');
    node.setAttribute('aria-describedby', this.help.id);
    // JupyterLab's own shortcuts would run cells and change their kind.
    node.setAttribute('data-lm-suppress-shortcuts', 'true');
    node.addEventListener('keydown', (event) => this.onKey(event));
    node.addEventListener('blur', () => this.showCard(undefined));
    node.append(this.card);
  }

  private head(): HTMLElement {
    const colors = element(
      'select',
      { 'aria-label': 'Color by', change: () => this.recolor(Number(colors.value)) },
      ...this.data.colorings.map(({ name }, i) => element('option', { value: i }, name)),
    );
    const tools = (['lasso', 'move'] as const).map((kind) =>
      element('button', { type: 'button', 'aria-pressed': String(kind === 'lasso'), click: () => use(kind) }, kind),
    );
    const use = (kind: Dragging): void => {
      this.canvas.dragging = kind;
      this.canvas.node.dataset.dragging = kind;
      for (const one of tools) one.setAttribute('aria-pressed', String(one.textContent === kind));
    };
    const button = (text: string, label: string, click: () => void): HTMLElement =>
      element('button', { type: 'button', 'aria-label': label, title: label, click }, text);
    return element(
      'div',
      { class: 'thaw-map-head' },
      element('label', {}, 'color by ', colors),
      element('span', { role: 'group', 'aria-label': 'Dragging' }, ...tools),
      element(
        'span',
        { role: 'group', 'aria-label': 'Size' },
        button('+', 'larger', () => this.canvas.zoom(1.5)),
        button('−', 'smaller', () => this.canvas.zoom(1 / 1.5)),
        button('all', 'show all', () => this.canvas.showWhole()),
      ),
      this.counts,
      this.failure,
    );
  }

  private recolor(index: number): void {
    this.coloring = this.data.colorings[index]!;
    this.entries = decode16(this.coloring.entries);
    this.show();
  }

  private point(image: number | undefined): void {
    this.canvas.node.style.cursor = image === undefined ? '' : 'pointer';
    this.showCard(image);
  }

  private pick(image: number | undefined, isAdded: boolean): void {
    this.canvas.node.focus({ preventScroll: true });
    this.focused = image;
    if (image === undefined) this.select([], isAdded);
    else if (isAdded && this.selected[image] === 1) this.mark(this.chosenImages().filter((one) => one !== image));
    else this.select([image], isAdded);
  }

  private chooseEntry(entry: number, isAdded: boolean): void {
    const images = [...this.entries.keys()].filter((image) => this.entries[image] === entry);
    const isChosen = images.every((image) => this.selected[image] === 1);
    const others = this.chosenImages().filter((image) => this.entries[image] !== entry);
    // What is pressed is taken back; an entry of a larger selection is not yet what is selected.
    if (isChosen && (isAdded || others.length === 0)) this.mark(isAdded ? others : []);
    else this.select(images, isAdded);
  }

  private select(images: readonly number[], isAdded: boolean): void {
    this.mark(isAdded ? [...this.chosenImages(), ...images] : images);
  }

  private chosenImages(): number[] {
    return [...this.selected.keys()].filter((image) => this.selected[image] === 1);
  }

  /** Selects these images and no others. @param isNoted whether the kernel is told */
  private mark(images: readonly number[], isNoted = true): void {
    this.selected.fill(0);
    for (const image of images) this.selected[image] = 1;
    this.show();
    const chosen = this.chosenImages();
    this.chosen.show(chosen, this.looks);
    const missing = this.chosen.missing(this.looks);
    if (missing.length > 0) void this.listed.want(missing);
    if (!isNoted) return;
    this.isTouched = true;
    void this.noted.want(chosen);
  }

  private onKey(event: KeyboardEvent): void {
    const isOfPage = event.ctrlKey || event.metaKey || event.altKey;
    const meaning = isOfPage ? undefined : readMapKey(event.key, event.shiftKey);
    if (meaning === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (meaning.action === 'zoom') this.canvas.zoom(meaning.factor, this.focused);
    else if (meaning.action === 'move') this.canvas.move(meaning.right, meaning.down);
    else if (meaning.action === 'whole') this.canvas.showWhole();
    else if (meaning.action === 'clear') this.select([], false);
    else if (this.focused === undefined) this.focusOn(0);
    else this.onKeyOfImage(meaning, this.focused);
  }

  private onKeyOfImage(meaning: NonNullable<MapKey>, image: number): void {
    if (meaning.action === 'focus') this.focusOn(imageToward(this.places, image, meaning.direction));
    else if (meaning.action === 'neighbors') this.select([image, ...neighborsOf(this.places, image, NEIGHBORS)], true);
    else if (this.selected[image] === 1) this.mark(this.chosenImages().filter((one) => one !== image));
    else this.select([image], true);
    this.say();
  }

  private focusOn(image: number): void {
    this.focused = image;
    this.canvas.reveal(image);
    this.show();
    this.showCard(image);
    this.say();
  }

  /** Shows an image beside its point, as soon as it is there. */
  private showCard(image: number | undefined): void {
    this.card.dataset.image = String(image ?? '');
    const look = image === undefined ? undefined : this.looks.get(image);
    this.card.hidden = look === undefined;
    if (image !== undefined && look === undefined) void this.hovered.want([image]);
    if (image === undefined || look === undefined) return;
    this.card.replaceChildren(pictureOf(look), element('span', {}, look.text), element('small', {}, look.file));
    const { x, y } = this.canvas.pixelOf(image);
    const { clientWidth, clientHeight } = this.canvas.node;
    // On the side where there is room.
    this.card.style.left = x < clientWidth / 2 ? `${x + 16}px` : '';
    this.card.style.right = x < clientWidth / 2 ? '' : `${clientWidth - x + 16}px`;
    this.card.style.top = y < clientHeight / 2 ? `${Math.max(4, y)}px` : '';
    this.card.style.bottom = y < clientHeight / 2 ? '' : `${Math.max(4, clientHeight - y)}px`;
  }

  private learn({ looks = [] }: MapAnswer): void {
    this.failure.textContent = '';
    for (const look of looks) this.looks.set(look.image, look);
    this.chosen.learn(looks);
    const wanted = this.card.dataset.image;
    if (wanted === '' || !looks.some(({ image }) => String(image) === wanted)) return;
    this.showCard(Number(wanted));
    if (Number(wanted) === this.focused) this.say();
  }

  /** Says what has the focus to those who do not see it. */
  private say(): void {
    if (this.focused === undefined) return;
    const look = this.looks.get(this.focused);
    const what = look === undefined ? `image ${this.focused + 1}` : `${look.text}, ${look.file}`;
    this.spoken.textContent = `${what}, ${this.selected[this.focused] === 1 ? 'selected' : 'not selected'}`;
  }

  private show(): void {
    const { legend } = this.coloring;
    this.palette = paletteOf(
      legend.map(({ color }) => color),
      themeBackground(this.canvas.node),
    );
    const numSelected = legend.map(() => 0);
    this.selected.forEach((one, image) => {
      numSelected[this.entries[image]!]! += one;
    });
    this.canvas.show(
      { places: this.places, entries: this.entries, selected: this.selected },
      this.palette,
      this.focused,
    );
    this.legend.show(this.coloring, this.palette, numSelected);
    const total = numSelected.reduce((sum, count) => sum + count, 0);
    this.counts.textContent =
      total === 0
        ? 'nothing selected'
        : `${total.toLocaleString('en')} selected; the next cell has them: thaw.selectedImages()`;
  }
}
