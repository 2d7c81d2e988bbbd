/** What the browser keeps of this page between visits. Without its leave (private windows, for one), until the page is closed. */

const PREFIX = 'ambivalent.';
const memory = new Map();

/** The text under a name, or the other one. */
export function kept(name, otherwise = null) {
  try {
    return localStorage.getItem(PREFIX + name) ?? memory.get(name) ?? otherwise;
  } catch {
    return memory.get(name) ?? otherwise;
  }
}

kept.set = (name, text) => {
  try {
    localStorage.setItem(PREFIX + name, text);
    memory.delete(name);
  } catch {
    memory.set(name, text);
  }
};

kept.remove = name => {
  memory.delete(name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // There is nothing to remove.
  }
};

/** Names that begin so, sorted. */
kept.names = beginning => {
  const names = new Set(memory.keys());
  try {
    Object.keys(localStorage).filter(name => name.startsWith(PREFIX)).forEach(name => names.add(name.slice(PREFIX.length)));
  } catch {
    // Only memory is left.
  }
  return [...names].filter(name => name.startsWith(beginning)).sort();
};
