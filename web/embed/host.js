// What a page that embeds dynalab lessons loads: gives each frame the height of its lesson and says what was checked.
//
// Contract 1. The lesson posts {dynalab: 1, id, type, ...}: `ready`, `resize` (height), `run` (block, operation, status),
// `check` (block, pass, attempts, hints), `complete` (score, scoreMax). The page may answer `resized` (height), which tells the
// lesson that its own scrollbar is not needed, and `theme` (auto, light or dark). A page without this script works too: the
// lesson then scrolls inside its frame. Each message is also sent as a `dynalab-<type>` event from the frame, for the
// page's own scripts.

const CONTRACT = 1;
// A lesson's height is its own affair only within these bounds.
const HEIGHT_MIN = 320;
const HEIGHT_MAX = 20_000;

addEventListener('message', ({ data, source, origin }) => {
  if (data?.dynalab !== CONTRACT || typeof data.type !== 'string') return;
  const frame = [...document.querySelectorAll('iframe.dynalab')].find((one) => one.contentWindow === source);
  // Only a frame of this page, showing what its address says, may speak.
  if (!frame || new URL(frame.src, document.baseURI).origin !== origin) return;
  if (data.type === 'resize' && Number.isFinite(data.height)) {
    const height = Math.round(Math.min(Math.max(data.height, HEIGHT_MIN), HEIGHT_MAX));
    frame.height = String(height);
    source.postMessage({ dynalab: CONTRACT, id: data.id, type: 'resized', height }, origin);
  }
  frame.dispatchEvent(new CustomEvent(`dynalab-${data.type}`, { bubbles: true, detail: data }));
  tell(data);
});

/** Says it in the element that waits for the messages of this lesson, if there is one. */
function tell(data) {
  const place = [...document.querySelectorAll('[data-dynalab-state]')].find((one) => one.dataset.dynalabState === data.id);
  if (!place) return;
  if (data.type === 'check') place.textContent = data.pass ? 'A check passed.' : 'A check did not pass yet.';
  if (data.type === 'complete') place.textContent = `Lesson completed: ${data.score} of ${data.scoreMax} points.`;
}
