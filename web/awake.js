// Keeps a thread awake for the moment in which another one is about to answer it.
//
// Page and worker answer each other within some 10 µs, but a thread that has nothing to do falls asleep at once, and waking it
// takes three times as long (benches/browser). So whoever has just spoken passes the time with turns of the lowest priority:
// whatever the browser has to do meanwhile, a message above all, comes before the next of them.
//
// Where both threads share a processor a turn only keeps the other one from answering. That shows: the answer then comes before
// the first turn or after the last. After such a vigil there is a rest, each time twice as long.

/** Turns of one vigil: some 50 µs. */
const TURNS = 24;
/** Vigils that are left out at most after one in vain. */
const REST_MAX = 1_024;

/** The vigil of this thread: `begin` when something was said, `end` when something is heard. None where the browser has no such turns. */
export function vigil() {
  const { scheduler } = globalThis;
  if (!scheduler?.postTask) return null;
  const lowest = { priority: 'background' };
  let waits = false;
  let turns = 0;
  let isTurning = false;
  let rest = 0;
  let nextRest = 0;

  const inVain = () => {
    rest = nextRest;
    nextRest = Math.min(nextRest * 2 || 1, REST_MAX);
  };
  const turn = () => {
    isTurning = waits && turns < TURNS;
    if (isTurning) {
      turns += 1;
      scheduler.postTask(turn, lowest);
    } else if (waits) {
      waits = false;
      inVain();
    }
  };
  return {
    begin() {
      if (rest > 0) {
        rest -= 1;
        return;
      }
      waits = true;
      turns = 0;
      if (isTurning) return;
      isTurning = true;
      scheduler.postTask(turn, lowest);
    },
    end() {
      if (!waits) return;
      waits = false;
      if (turns === 0) inVain();
      else nextRest = 0;
    },
  };
}
