import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { UnfinishedState } from '../store/sweep.js';
import { kindOf, type Requirements } from './jobData.js';
import type { JobNews } from './jobRunner.js';
import { queueOfKind } from './keys.js';
import { onConnection } from './kinds.js';

/** The queue of a kind of jobs, as a coordinator has it. */
export interface Place {
  requirements: Requirements;
  queue: Queue;
  events: QueueEvents;
}

/** What happened to a job: it is done or failed, or is in another state now. */
export type PlaceEvent = 'ended' | UnfinishedState;

/** The queues of the kinds of jobs that a coordinator waits for; each is opened once. */
export interface Places {
  of(requirements: Requirements): Place;
  close(): Promise<void>;
}

/** @param onEvent called with the name of the job in its queue */
export function openPlaces(redis: Redis, onEvent: (place: Place, job: string, event: PlaceEvent) => void): Places {
  const places = new Map<string, Place>();
  const open = (kind: string, requirements: Requirements): Place => {
    const name = queueOfKind(kind);
    const place = {
      requirements,
      queue: new Queue(name, onConnection(redis)),
      events: new QueueEvents(name, onConnection(redis)),
    };
    const { queue, events } = place;
    // A connection that breaks is made again, and what was missed meanwhile is asked for.
    queue.on('error', () => {});
    events.on('error', () => {});
    events.on('waiting', ({ jobId }) => onEvent(place, jobId, { state: 'waiting' }));
    events.on('active', ({ jobId }) => onEvent(place, jobId, { state: 'running' }));
    events.on('progress', ({ jobId, data }) => {
      const { machine: worker, progress } = data as unknown as JobNews;
      onEvent(place, jobId, { state: 'running', worker, ...(progress && { progress }) });
    });
    events.on('completed', ({ jobId }) => onEvent(place, jobId, 'ended'));
    events.on('failed', ({ jobId }) => onEvent(place, jobId, 'ended'));
    return place;
  };
  return {
    of: (requirements) => {
      const kind = kindOf(requirements);
      const place = places.get(kind) ?? open(kind, requirements);
      places.set(kind, place);
      return place;
    },
    close: async () => {
      await Promise.all([...places.values()].flatMap(({ queue, events }) => [events.close(), queue.close()]));
    },
  };
}
