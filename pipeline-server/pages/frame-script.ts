/** Open WebUI sizes the frame by this message (0.12, `FullHeightIframe.svelte`). */
export const FRAME_SCRIPT = `
const tell = () => parent.postMessage({ type: 'iframe:height', height: document.documentElement.offsetHeight }, '*');
addEventListener('load', tell); addEventListener('resize', tell);
`;
