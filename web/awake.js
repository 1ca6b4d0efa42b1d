// Keeps page and worker awake while they talk.
//
// They answer each other within some 10 µs, but a thread that has nothing to do falls asleep at once, and waking it takes three
// times as long (benches/browser). So whoever has just spoken passes the time with turns of the lowest priority: whatever the
// browser has to do meanwhile, a message above all, comes before the next of them.
//
// Where both threads share a processor the turns of one only keep the other from answering. The page can tell: the answer then
// comes before its first turn or after its last. After some such vigils in a row both rest, each time twice as long.

/** Turns of one vigil: some 100 µs, as an answer may take that finds both asleep. */
const TURNS = 48;
/** Vigils in vain after which there is a rest. */
const PATIENCE = 6;
/** Vigils that are left out then, at first and at most. */
const REST_MIN = 16;
const REST_MAX = 256;
/** Vigils that were worth it, one after the other, after which the next rest is a short one again. */
const TRUST = 8;

/** A vigil: `begin` when something was said, `end` when something is heard: whether it was worth it. None where the browser has no such turns. */
export function vigil() {
  const { scheduler } = globalThis;
  if (!scheduler?.postTask) return null;
  const lowest = { priority: 'background' };
  let waits = false;
  let turns = 0;
  let isTurning = false;
  const turn = () => {
    isTurning = waits && turns < TURNS;
    if (!isTurning) return;
    turns += 1;
    scheduler.postTask(turn, lowest);
  };
  return {
    begin() {
      waits = true;
      turns = 0;
      if (isTurning) return;
      isTurning = true;
      scheduler.postTask(turn, lowest);
    },
    end() {
      waits = false;
      return turns > 0 && turns < TURNS;
    },
  };
}

/** The page's vigil, which also decides whether there is one; `tell` tells the worker. */
export function talk(tell) {
  const own = vigil();
  if (!own) return null;
  let isOn = false;
  let isWaiting = false;
  let rest = 0;
  let nextRest = REST_MIN;
  let inVain = 0;
  let worthIt = 0;
  return {
    begin() {
      if (rest > 0) {
        rest -= 1;
        return;
      }
      if (!isOn) {
        isOn = true;
        tell(true);
      }
      isWaiting = true;
      own.begin();
    },
    end() {
      if (!isWaiting) return;
      isWaiting = false;
      if (own.end()) {
        inVain = 0;
        worthIt += 1;
        if (worthIt >= TRUST) nextRest = REST_MIN;
        return;
      }
      worthIt = 0;
      inVain += 1;
      if (inVain < PATIENCE) return;
      inVain = 0;
      rest = nextRest;
      nextRest = Math.min(nextRest * 2, REST_MAX);
      isOn = false;
      tell(false);
    },
  };
}
