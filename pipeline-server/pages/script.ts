/**
 * Keeps a page current: hears over the socket that something changed and fetches the markup of its parts, or of all of it. It comes back
 * after a lost connection with growing pauses, and stops when the session is over. Without it the page is complete.
 */
export const LIVE_SCRIPT = `'use strict';
(() => {
  const root = document.querySelector('[data-live]');
  const status = document.querySelector('#live');
  let pause = 1000;
  let fetching = false;
  let again = false;
  const say = (text) => { status.textContent = text; };
  const swap = (fresh) => {
    const old = document.getElementById(fresh.id);
    if (old === null) return;
    const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    old.replaceWith(fresh);
    if (focused !== null) {
      const same = [...fresh.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused);
      if (same !== undefined) same.focus();
    }
  };
  const update = async () => {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      const response = await fetch(root.dataset.panels, { headers: { accept: 'text/html' } });
      if (!response.ok) throw new Error('refused');
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      if (root.dataset.whole === undefined) for (const fresh of page.querySelectorAll('section.panel')) swap(fresh);
      else if (root.querySelector('textarea:focus') !== null) { say('This has changed: reload the page'); return; }
      else root.replaceChildren(...page.body.children);
      say('Live, updated ' + new Date().toLocaleTimeString());
    } catch {
      say('Not updated: reload the page');
    } finally {
      fetching = false;
      if (again) { again = false; void update(); }
    }
  };
  const connect = () => {
    const address = new URL(root.dataset.live, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    socket.onopen = () => { pause = 1000; say('Live'); };
    socket.onmessage = () => void update();
    socket.onclose = ({ code }) => {
      if (code === 4401) { say('Signed out: reload the page'); return; }
      say('Connecting again');
      setTimeout(connect, pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, 60000);
    };
  };
  connect();
})();
`;
