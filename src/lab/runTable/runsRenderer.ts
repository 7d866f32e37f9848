import { NoAnswer } from '../askKernel.js';
import { element } from '../elements.js';
import type { LuminoPanel, LuminoWidget, MimeModel, NotebookTracker, RenderMimeRegistry } from '../jupyter.js';
import { askNotebook } from '../notebookKernel.js';
import { saveByKey } from '../saveKey.js';
import { sharedPackage } from '../sharedPackages.js';
import { RUNS_MIME, type RunsAnswer, type RunsData, type RunsQuestion } from './runsData.js';
import { RUNS_STYLE } from './runsStyle.js';
import { RunsView } from './runsView.js';

/** Milliseconds between two questions, and between two looks whether the table can be seen. */
const BETWEEN_QUESTIONS = 3000;

const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/** Makes what shows a table of runs, for JupyterLab. */
export async function runsRenderer(
  rendermime: RenderMimeRegistry,
  notebooks: NotebookTracker,
): Promise<() => LuminoWidget> {
  const { Panel } = await sharedPackage<{ Panel: new () => LuminoPanel }>('@lumino/widgets');
  document.head.append(element('style', {}, RUNS_STYLE));
  return () => {
    const panel = new Panel();
    saveByKey(panel.node, notebooks);
    let shown = '';
    const ask = (question: RunsQuestion): Promise<RunsAnswer> => askNotebook(panel.node, notebooks, question);
    const draw = async (curves: Record<string, unknown>): Promise<Node> => {
      const renderer = rendermime.createRenderer(VEGA_LITE);
      await renderer.renderModel(rendermime.createModel({ data: { [VEGA_LITE]: curves }, trusted: true }));
      return renderer.node;
    };
    const renderModel = async ({ data }: MimeModel): Promise<void> => {
      const runs = data[RUNS_MIME] as RunsData;
      if (shown === runs.id) return;
      shown = runs.id;
      const compare = async (ids: readonly [string, string]): Promise<NonNullable<RunsAnswer['comparison']>> => {
        const { comparison, error } = await ask({ ask: 'runs', id: runs.id, version: 0, compare: ids });
        if (comparison === undefined) throw new Error(error ?? 'The kernel does not compare these runs.');
        return comparison;
      };
      const view = new RunsView(runs, { compare, draw });
      panel.node.replaceChildren(view.node);
      // Not awaited: JupyterLab shows the output after this.
      void follow(panel, view, (version) => ask({ ask: 'runs', id: runs.id, version }));
    };
    return Object.assign(panel, { renderModel });
  };
}

/** Asks for what is new as long as the table is there, where it can be seen. */
async function follow(
  panel: LuminoPanel,
  view: RunsView,
  ask: (version: number) => Promise<RunsAnswer>,
): Promise<void> {
  let version: number | undefined = 0;
  while (!panel.isDisposed && panel.node.contains(view.node)) {
    if (!document.hidden) version = await updated(view, version, ask);
    if (version === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_QUESTIONS));
  }
}

/** Shows what is newer than a version, and gives the version of that; undefined where there is nothing to come. */
async function updated(
  view: RunsView,
  version: number,
  ask: (version: number) => Promise<RunsAnswer>,
): Promise<number | undefined> {
  try {
    const answer = await ask(version);
    view.update(answer);
    return answer.version ?? version;
  } catch (error) {
    // A cell that failed, or was stopped, cancels what waits behind it.
    if (error instanceof NoAnswer && !error.isForGood) return version;
    view.end(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
