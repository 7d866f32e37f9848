import { isNone } from '../../../script/evaluate/values.js';
import { applicationOf } from '../../../script/keras/applications.js';
import { layerListsOf } from '../../../script/keras/layerLists.js';
import { innerLayers } from '../../../script/library/models/layerNode.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inVersions } from '../../../script/reading/versionsInWords.js';
import type { Finding } from '../../finding.js';

/** Finds a base that is built for loading otherwise than it was for training: EfficientNet with `weights=None` has a layer less. */
export function otherBuild(reading: ScriptReading): Finding[] {
  const { events } = reading.library;
  return events.models.flatMap((node): Finding[] => {
    const name = node.model?.application;
    const application = name === undefined ? undefined : applicationOf(`keras.applications.${name}`);
    if (application === undefined || !isNone(node.args.get('weights'))) return [];
    const isIn = new Set(innerLayers(node));
    const load = events.list.find(
      (event) =>
        event.kind === 'load weights' &&
        event.byName !== true &&
        innerLayers(event.node).some((layer) => isIn.has(layer)),
    );
    if (load === undefined || !('place' in load)) return [];
    const lists = (weights: 'imagenet' | null) =>
      layerListsOf(application.name, reading.keras.releases, { includeTop: false, weights }).readings;
    const bare = lists(null);
    const differing = lists('imagenet').flatMap(({ value, releases }) =>
      releases.filter((release) => {
        const own = bare.find((one) => one.releases.includes(release));
        return own !== undefined && own.value.length !== value.length;
      }),
    );
    // A model that this script trains from `weights=None` was saved as it is built.
    if (differing.length === 0 || reading.stages.some(({ model }) => model.base === node)) return [];
    return [
      {
        check: 'other-build',
        severity: 'warning',
        summary: `${inVersions(differing)}, ${application.name}(weights=None) lacks the second Rescaling layer that weights='imagenet' adds. Weights of a model that was trained from 'imagenet' load without an error and give other outputs.`,
        evidence: [],
        fix: { text: "Build the base with weights='imagenet' here too, or save and load the whole model." },
        places: quotePlaces(reading, [node.argPlaces.get('weights') ?? node.origin, load.place]),
      },
    ];
  });
}
