/** Characters that nobody sees, in which text for a model can be hidden. Joiners of letters and of emoji are left. */
const INVISIBLE =
  /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
/** Elements that are removed with what is in them. */
const WHOLE = ['script', 'style', 'iframe', 'object', 'noscript', 'template'];
/** Elements whose mark alone is removed: they load something. */
const MARK = /^<(?:img|embed|link|meta|base|form|video|audio|source(?= src)|track|frame)\b/i;
/** An image of Markdown that is loaded from elsewhere: its address can carry data out. */
const IMAGE = /!\[([^\]\n]{0,300})\]\(\s{0,9}<?(?:https?:|\/\/|data:)[^)\n]{0,2000}\)/gi;
const SCRIPT_LINK = /\]\(\s{0,9}(?:javascript|vbscript|data):[^)\n]{0,2000}\)/gi;

/**
 * Takes out of a text what acts or hides: scripts, frames, elements and images that load something from elsewhere, comments
 * of HTML, links that run code, and invisible characters. What can be read stays. Linear in the length of the text.
 */
export function defuseText(text: string): string {
  const visible = text.replace(INVISIBLE, '');
  const plain = visible.includes('<') ? withoutElements(visible) : visible;
  return plain.includes('](')
    ? plain.replace(IMAGE, '[image removed: $1]').replace(SCRIPT_LINK, '](link removed)')
    : plain;
}

function withoutElements(text: string): string {
  const lower = text.toLowerCase();
  const endless = new Set<string>();
  let written = '';
  let at = 0;
  for (
    let open = lower.indexOf('<');
    open >= 0;
    open = lower.indexOf('<', Math.max(at, open + 1))
  ) {
    const end = endOfElement(lower, open, endless);
    if (end === null) continue;
    written += text.slice(at, open);
    at = end;
  }
  return written + text.slice(at);
}

/** Where what begins here ends, when it is to be removed. An end that is missing once is not looked for again. */
function endOfElement(lower: string, open: number, endless: Set<string>): number | null {
  if (lower.startsWith('<!--', open)) return endAfter(lower, open, { mark: '-->', endless });
  const name = WHOLE.find((each) => isElement(lower, open, each));
  if (name !== undefined) {
    const end = endAfter(lower, open, { mark: `</${name}>`, endless });
    return end ?? endAfter(lower, open, { mark: '>', endless });
  }
  return MARK.test(lower.slice(open, open + 12))
    ? endAfter(lower, open, { mark: '>', endless })
    : null;
}

function isElement(lower: string, open: number, name: string): boolean {
  return lower.startsWith(name, open + 1) && /^[\s/>]?$/.test(lower.charAt(open + 1 + name.length));
}

function endAfter(
  lower: string,
  open: number,
  { mark, endless }: { readonly mark: string; readonly endless: Set<string> },
): number | null {
  if (endless.has(mark)) return null;
  const end = lower.indexOf(mark, open);
  if (end >= 0) return end + mark.length;
  endless.add(mark);
  return null;
}
