// What thaw uses of JupyterLab's packages. They are no dependencies of thaw: the page has them.

/** A message of a kernel on the channel that everyone gets. */
export interface KernelMessage {
  header: { msg_type: string };
  content: Record<string, unknown>;
}

/** A code that a kernel runs. */
export interface KernelFuture {
  onIOPub: (message: KernelMessage) => void;
  done: Promise<{ content: { status: string } }>;
}

/** The connection to a kernel, of `@jupyterlab/services`. */
export interface KernelConnection {
  requestExecute(content: {
    code: string;
    silent: boolean;
    store_history: boolean;
    stop_on_error: boolean;
  }): KernelFuture;
}

/** An open notebook, of `@jupyterlab/notebook`. */
export interface NotebookPanel {
  node: HTMLElement;
  sessionContext: { session: { kernel: KernelConnection | null } | null };
  context: { save(): Promise<void> };
}

/** The open notebooks: `INotebookTracker`. */
export interface NotebookTracker {
  find(isWanted: (panel: NotebookPanel) => boolean): NotebookPanel | undefined;
  currentWidget: NotebookPanel | null;
}

/** A part of the page, of `@lumino/widgets`. */
export interface LuminoWidget {
  readonly node: HTMLElement;
  readonly isDisposed: boolean;
  dispose(): void;
}

/** A part of the page with others in it, one below the other. */
export interface LuminoPanel extends LuminoWidget {
  readonly widgets: readonly LuminoWidget[];
  addWidget(widget: LuminoWidget): void;
}

/** What shows a form of an output. */
export interface Renderer extends LuminoWidget {
  renderModel(model: MimeModel): Promise<void>;
}

/** What shows the outputs of cells: `IRenderMimeRegistry` of `@jupyterlab/rendermime`. */
export interface RenderMimeRegistry {
  addFactory(factory: {
    safe: boolean;
    mimeTypes: string[];
    defaultRank: number;
    createRenderer(): LuminoWidget;
  }): void;
  /** @param safe which renderers count */
  preferredMimeType(data: MimeModel['data'], safe: 'any'): string | undefined;
  createRenderer(mimeType: string): Renderer;
  createModel(options: { data: MimeModel['data']; trusted: boolean }): MimeModel;
}

/** One output in all its forms. */
export interface MimeModel {
  data: Readonly<Record<string, unknown>>;
  /** Changes the forms, in the notebook too. */
  setData(options: { data: Readonly<Record<string, unknown>> }): void;
}
